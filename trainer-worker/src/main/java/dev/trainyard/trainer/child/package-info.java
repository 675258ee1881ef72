/**
 * The training process: how it is started and what its output lines and its end mean.
 *
 * <p>May import: domain, config, contracts, supervisor, Jackson; of train-core only the native options and the resources of a run, which load nothing native.
 */
@NullMarked
package dev.trainyard.trainer.child;

import org.jspecify.annotations.NullMarked;

/**
 * Training in one process without any service.
 *
 * <p>May import: translate, contracts, train-core, JDK.
 */
@NullMarked
package dev.trainyard.trainer.cli;

import org.jspecify.annotations.NullMarked;

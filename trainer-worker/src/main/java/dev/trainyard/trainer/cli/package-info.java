/**
 * Training in one process without any service.
 *
 * <p>May import: translate, contracts, hub, registry-client, train-core, supervisor (its log), JDK.
 */
@NullMarked
package dev.trainyard.trainer.cli;

import org.jspecify.annotations.NullMarked;

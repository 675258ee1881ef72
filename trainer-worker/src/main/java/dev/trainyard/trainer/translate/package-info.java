/**
 * From the contract's job spec to the training library's config.
 *
 * <p>May import: contracts, artifacts, hub, Jackson, train-core's config records.
 */
@NullMarked
package dev.trainyard.trainer.translate;

import org.jspecify.annotations.NullMarked;

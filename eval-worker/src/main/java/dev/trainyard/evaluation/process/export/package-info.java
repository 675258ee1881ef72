/**
 * Exports in child JVMs.
 *
 * <p>May import: JDK, contracts, artifacts, hub, supervisor, Jackson, domain, config, train-core's native options alone.
 */
@NullMarked
package dev.trainyard.evaluation.process.export;

import org.jspecify.annotations.NullMarked;

/**
 * Asks registry-service.
 *
 * <p>May import: JDK, contracts, registry-client, domain, config, Jakarta CDI.
 */
@NullMarked
package dev.trainyard.evaluation.registry;

import org.jspecify.annotations.NullMarked;

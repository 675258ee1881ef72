/**
 * Asks registry-service.
 *
 * <p>May import: JDK, contracts, registry-client, Jackson, domain, config, Jakarta CDI.
 */
@NullMarked
package dev.trainyard.evaluation.registry;

import org.jspecify.annotations.NullMarked;

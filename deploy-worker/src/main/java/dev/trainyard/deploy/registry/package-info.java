/**
 * What registry-service knows of versions, asked over REST.
 *
 * <p>May import: JDK, contracts, registry-client, domain, config, Jackson, Jakarta CDI.
 */
@NullMarked
package dev.trainyard.deploy.registry;

import org.jspecify.annotations.NullMarked;

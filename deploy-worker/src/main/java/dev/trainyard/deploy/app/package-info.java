/**
 * What the service does: takes requests for deployments, leads new versions through their steps, keeps servers up, goes
 * back where one fails, and publishes at other targets.
 *
 * <p>May import: JDK, contracts, messaging, artifacts, domain, config, Jakarta CDI and transactions,
 * Micrometer.
 */
@NullMarked
package dev.trainyard.deploy.app;

import org.jspecify.annotations.NullMarked;

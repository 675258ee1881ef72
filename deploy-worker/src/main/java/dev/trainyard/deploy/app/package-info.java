/**
 * What the service does: requests deployments, rolls them out, keeps them up.
 *
 * <p>May import: JDK, contracts, messaging, artifacts, domain, config, Jakarta CDI and transactions.
 */
@NullMarked
package dev.trainyard.deploy.app;

import org.jspecify.annotations.NullMarked;

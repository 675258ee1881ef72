/**
 * The REST API of deploy-worker.
 *
 * <p>May import: JDK, contracts, domain, app, rest, Jakarta REST.
 */
@NullMarked
package dev.trainyard.deploy.http;

import org.jspecify.annotations.NullMarked;

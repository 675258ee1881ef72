/**
 * The REST API of eval-worker.
 *
 * <p>May import: JDK, contracts, artifacts, domain, app, rest, Jakarta REST.
 */
@NullMarked
package dev.trainyard.evaluation.http;

import org.jspecify.annotations.NullMarked;

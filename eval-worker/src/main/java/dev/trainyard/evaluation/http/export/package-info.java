/**
 * Exports over REST.
 *
 * <p>May import: JDK, contracts, artifacts, rest-problems, domain, app, Jakarta REST.
 */
@NullMarked
package dev.trainyard.evaluation.http.export;

import org.jspecify.annotations.NullMarked;

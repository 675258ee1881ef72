/**
 * The registry over REST.
 *
 * <p>May import: JDK, domain, contracts, rest-problems, Jakarta REST and Validation.
 */
@NullMarked
package dev.trainyard.registry.http;

import org.jspecify.annotations.NullMarked;

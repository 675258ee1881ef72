/**
 * How every service answers over REST: results in one envelope, errors as problem details (RFC 9457) with a code; who asks.
 *
 * <p>May import: JDK, contracts, Jakarta CDI, REST and Validation, Quarkus, Jackson, slf4j.
 */
@NullMarked
package dev.trainyard.rest;

import org.jspecify.annotations.NullMarked;

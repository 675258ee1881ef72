/**
 * Error codes, and the kinds that decide retry and blame.
 *
 * <p>May import: JDK, Jackson, other packages of contracts.
 */
@NullMarked
package dev.trainyard.contracts.error;

import org.jspecify.annotations.NullMarked;

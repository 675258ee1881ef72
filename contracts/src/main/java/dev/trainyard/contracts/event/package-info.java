/**
 * Facts that travel between services, one sealed family per topic.
 *
 * <p>May import: JDK, Jackson, other packages of contracts.
 */
@NullMarked
package dev.trainyard.contracts.event;

import org.jspecify.annotations.NullMarked;

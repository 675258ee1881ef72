/**
 * Starts, watches and ends child JVMs, so that a native crash or an out-of-memory kill never reaches a service.
 *
 * <p>May import: JDK, slf4j.
 */
@NullMarked
package dev.trainyard.supervisor;

import org.jspecify.annotations.NullMarked;

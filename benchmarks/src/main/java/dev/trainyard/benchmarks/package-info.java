/**
 * Races between this library and Python peers: live processes that take turns on the same work, the ratio of their
 * times round by round, and a report with versions and configuration.
 *
 * <p>May import: JDK, Jackson, picocli, {@code tensor} of train-core for how children are started. Loads no native
 * library: all computing happens in child processes.
 */
@NullMarked
package dev.trainyard.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * Programs of the child processes: the library's own training and generation, held up after each step until the harness
 * says go.
 *
 * <p>May import: JDK, Jackson, all of train-core.
 */
@NullMarked
package dev.trainyard.benchmarks.child;

import org.jspecify.annotations.NullMarked;

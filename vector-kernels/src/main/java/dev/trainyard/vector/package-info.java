/** Products of few rows with a matrix, in Java's vectors over native memory. */
@NullMarked
package dev.trainyard.vector;

import org.jspecify.annotations.NullMarked;

/**
 * Weights in eight bits, in the layout of compressed-tensors.
 *
 * <p>May import: JDK, Jackson and of train-core {@code checkpoint}, {@code model}, {@code nn} and {@code tensor}.
 */
@NullMarked
package dev.trainyard.export.int8;

import org.jspecify.annotations.NullMarked;

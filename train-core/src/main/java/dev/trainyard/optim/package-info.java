/**
 * How the weights move: flat parameter buffers, optimizers, clipping by global norm, learning-rate schedules. Nothing here
 * knows a model, a batch or a file.
 *
 * <p>May import: JDK, {@code tensor}, {@code failure}.
 */
@NullMarked
package dev.trainyard.optim;

import org.jspecify.annotations.NullMarked;

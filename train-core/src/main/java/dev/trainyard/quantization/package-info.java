/**
 * Weights in four bits: NF4 with double quantisation, and linear maps that compute by them. Knows no file format.
 *
 * <p>May import: JDK, {@code nn}, {@code tensor}.
 */
@NullMarked
package dev.trainyard.quantization;

import org.jspecify.annotations.NullMarked;

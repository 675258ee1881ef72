/**
 * The Llama family: RMS norm, rotary positions, grouped-query attention and SwiGLU.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no other family.
 */
@NullMarked
package dev.trainyard.model.llama;

import org.jspecify.annotations.NullMarked;

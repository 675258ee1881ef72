/**
 * The GPT-2 family: layer norm, learned positions, fused attention and GELU, with weights stored transposed.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no other family.
 */
@NullMarked
package dev.trainyard.model.gpt2;

import org.jspecify.annotations.NullMarked;

/**
 * The Qwen3 family: Llama's build with an RMS norm on the queries and keys of each head, and a head dim of its own.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no other family.
 */
@NullMarked
package dev.trainyard.model.qwen3;

import org.jspecify.annotations.NullMarked;

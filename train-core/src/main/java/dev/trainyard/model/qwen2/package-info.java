/**
 * The Qwen2 family: Llama's build with a bias on the query, key and value maps.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no other family.
 */
@NullMarked
package dev.trainyard.model.qwen2;

import org.jspecify.annotations.NullMarked;

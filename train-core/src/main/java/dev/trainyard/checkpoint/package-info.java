/**
 * Weights on disk: safetensors files, Hugging Face folders and PEFT adapters.
 *
 * <p>May import: JDK, Jackson, model-files, {@code adapter}, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no model
 * family.
 */
@NullMarked
package dev.trainyard.checkpoint;

import org.jspecify.annotations.NullMarked;

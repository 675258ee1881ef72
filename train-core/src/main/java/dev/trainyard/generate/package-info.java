/**
 * Text from a trained model: sampling, stop strings, streaming, and a model folder ready to be prompted.
 *
 * <p>May import: JDK, {@code nn}, {@code model} (the registry of families), {@code tokenizer}, {@code tensor},
 * {@code failure}.
 */
@NullMarked
package dev.trainyard.generate;

import org.jspecify.annotations.NullMarked;

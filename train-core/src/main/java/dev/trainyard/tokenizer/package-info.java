/**
 * Text to token ids and back, by the {@code tokenizer.json} of a model folder. Imports: JDK, DJL tokenizers, Jackson,
 * {@code failure}.
 */
@NullMarked
package dev.trainyard.tokenizer;

import org.jspecify.annotations.NullMarked;

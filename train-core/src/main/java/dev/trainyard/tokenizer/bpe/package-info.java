/**
 * Trains byte-level BPE tokenizers from text and writes them in the Hugging Face layout. Imports: JDK, Jackson,
 * {@code tokenizer.template}, {@code failure}.
 */
@NullMarked
package dev.trainyard.tokenizer.bpe;

import org.jspecify.annotations.NullMarked;

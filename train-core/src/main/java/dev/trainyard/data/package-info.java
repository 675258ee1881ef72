/**
 * From data files to batches of token ids: reading and checking rows, encoding and masking, splitting, and batches
 * addressed by epoch and number. Imports: {@code tokenizer}, {@code tensor}, {@code failure}, JDK, Jackson.
 */
@NullMarked
package dev.trainyard.data;

import org.jspecify.annotations.NullMarked;

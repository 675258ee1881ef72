/**
 * GGUF files, the format of llama.cpp: written, and read with suspicion.
 *
 * <p>May import: JDK, {@code gguf.block} and of train-core {@code checkpoint}, {@code failure} and {@code tensor}.
 */
@NullMarked
package dev.trainyard.export.gguf;

import org.jspecify.annotations.NullMarked;

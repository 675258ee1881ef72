/**
 * Blocks of numbers in few bits, with the bits that llama.cpp's reference quantisers give them.
 *
 * <p>May import: JDK.
 */
@NullMarked
package dev.trainyard.export.gguf.block;

import org.jspecify.annotations.NullMarked;

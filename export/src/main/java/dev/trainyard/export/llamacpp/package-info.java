/**
 * Models and adapters as llama.cpp has them: its names, its order of heads, its tokenizers; to GGUF and back.
 *
 * <p>May import: JDK, Jackson, {@code export.gguf} and train-core.
 */
@NullMarked
package dev.trainyard.export.llamacpp;

import org.jspecify.annotations.NullMarked;

package dev.trainyard.publishing;

/** What the files of a release must be. */
public enum ModelFormat {
    /** A file for llama.cpp, {@code *.gguf}; beside it perhaps an adapter in the same format. */
    GGUF,
    /** A folder for transformers: {@code config.json}, weights, tokenizer. */
    HUGGING_FACE
}

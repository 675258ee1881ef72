package dev.trainyard.hub;

/** What is looked for in a repository. */
public enum ModelKind {
    /** A whole model: config, tokenizer, weights. */
    MODEL,
    /** A PEFT adapter: its config and its weights. */
    ADAPTER
}

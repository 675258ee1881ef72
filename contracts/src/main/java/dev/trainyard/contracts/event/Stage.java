package dev.trainyard.contracts.event;

/** The stages of a job, in order; each has its own state, progress and error, and can be repeated alone. */
public enum Stage {
    /** Data read, validated and tokenised, memory checked. */
    PREPARE,
    /** Optimizer steps. */
    TRAIN,
    /** The model folder is written, read back and hashed. */
    EXPORT,
    /** The registry gives the model a version. */
    REGISTER,
    /** The version is scored on held-out rows. */
    EVALUATE,
    /** The version is served. */
    DEPLOY
}

package dev.trainyard.contracts.error;

/** Who has to act on an error; it decides retry and blame. */
public enum ErrorKind {
    /** The request or its data is wrong: not retried, the user corrects it. */
    USER,
    /** The surroundings failed (a process was killed, a connection broke): retried from the last checkpoint. */
    RETRYABLE,
    /** The job does not fit (memory, disk): not retried on the same resources. */
    RESOURCES,
    /** A defect of ours: not retried, reported with its stack trace. */
    INTERNAL
}

package dev.trainyard.failure;

/** Why a run or a model cannot go on; the names are those the platform reports to its users. */
public enum FailureCode {
    /** A setting is missing, out of range, or contradicts another. */
    INVALID_SPEC,
    /** A dataset is missing, unreadable, empty, or has rows that cannot be trained on. */
    INVALID_DATA,
    /** A model folder, a tokenizer, a weights file or an adapter is damaged or of a kind we do not have. */
    INVALID_MODEL,
    /** The loss or a gradient became infinite or not a number. */
    NON_FINITE,
    /** The run does not fit into memory. */
    OUT_OF_MEMORY,
    /** The disk is full. */
    DISK_FULL,
    /** Another process of a distributed run ended or does not answer; the run can go on from its checkpoint. */
    WORKER_LOST,
    /** A stored file does not have the checksum it was recorded with. */
    CHECKSUM_MISMATCH,
    /** A defect of ours. */
    INTERNAL
}

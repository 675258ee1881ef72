package dev.trainyard.contracts.error;

/** Every error a client can meet, with the kind that decides what happens next. */
public enum ErrorCode {
    /** The job spec has problems; each is listed with its field path. */
    INVALID_SPEC(ErrorKind.USER),
    /** The request is not readable: not JSON or YAML, or of the wrong shape. */
    INVALID_REQUEST(ErrorKind.USER),
    /** A dataset is missing, unreadable, empty, or has rows that cannot be trained on. */
    INVALID_DATA(ErrorKind.USER),
    /** A model folder, a weights file or an adapter is damaged or of an architecture we do not have. */
    INVALID_MODEL(ErrorKind.USER),
    /** A path leads out of the configured data roots. */
    PATH_NOT_ALLOWED(ErrorKind.USER),
    /** A hub does not let this user read a model: it is gated or private, or the token is missing or wrong. */
    ACCESS_DENIED(ErrorKind.USER),
    /** No such job, model, version or deployment. */
    NOT_FOUND(ErrorKind.USER),
    /** The request contradicts the present state, such as cancelling a finished job. */
    CONFLICT(ErrorKind.USER),
    /** The loss or a gradient became infinite or not a number. */
    NON_FINITE(ErrorKind.USER),
    /** The job does not fit into memory. */
    OUT_OF_MEMORY(ErrorKind.RESOURCES),
    /** The disk is full. */
    DISK_FULL(ErrorKind.RESOURCES),
    /** The worker or one of its processes ended without a result. */
    WORKER_LOST(ErrorKind.RETRYABLE),
    /** A service or a broker did not answer. */
    UNAVAILABLE(ErrorKind.RETRYABLE),
    /** An artifact does not have the checksum it was recorded with. */
    CHECKSUM_MISMATCH(ErrorKind.RETRYABLE),
    /** A model did not pass its health check. */
    UNHEALTHY(ErrorKind.RETRYABLE),
    /** A defect of ours. */
    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
    }

    /** What happens next. */
    public ErrorKind kind() {
        return kind;
    }
}

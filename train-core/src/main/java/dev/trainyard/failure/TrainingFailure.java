package dev.trainyard.failure;

import org.jspecify.annotations.Nullable;

/** Something that ends a run: a code, and a message saying what, the value seen, what was expected and what to do. */
public final class TrainingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    public TrainingFailure(FailureCode code, String message) {
        this(code, message, null);
    }

    public TrainingFailure(FailureCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Who has to act. */
    public FailureCode code() {
        return code;
    }

    /** The message, which is always there. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

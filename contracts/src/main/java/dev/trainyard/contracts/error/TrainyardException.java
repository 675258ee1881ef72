package dev.trainyard.contracts.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unchecked exception of the services: a code, a message that says what to do, and the single problems if any. */
public final class TrainyardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Problem> problems;

    public TrainyardException(ErrorCode code, String message) {
        this(code, message, List.of(), null);
    }

    public TrainyardException(ErrorCode code, String message, Throwable cause) {
        this(code, message, List.of(), cause);
    }

    public TrainyardException(ErrorCode code, String message, List<Problem> problems) {
        this(code, message, problems, null);
    }

    private TrainyardException(ErrorCode code, String message, List<Problem> problems, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    /** What kind of error this is. */
    public ErrorCode code() {
        return code;
    }

    /** The single problems, each with its field; empty where the message says it all. */
    public List<Problem> problems() {
        return problems;
    }

    /** The same as data, for events. */
    public Failure failure() {
        return new Failure(code, String.valueOf(getMessage()));
    }
}

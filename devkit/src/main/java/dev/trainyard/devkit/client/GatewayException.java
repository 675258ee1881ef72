package dev.trainyard.devkit.client;

import dev.trainyard.contracts.error.Problem;
import java.util.List;

/** The gateway refused a request, or could not be asked. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Problem> problems;

    GatewayException(int status, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    GatewayException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.problems = List.of();
    }

    /** HTTP status; 0 where there was no answer. */
    public int status() {
        return status;
    }

    public boolean unreachable() {
        return status == 0;
    }

    /** The single problems of a refused job spec. */
    public List<Problem> problems() {
        return problems;
    }
}

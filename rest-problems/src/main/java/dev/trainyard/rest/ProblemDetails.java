package dev.trainyard.rest;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * An error as problem details, {@code application/problem+json}.
 *
 * @param type {@code urn:trainyard:problem:<code in lower case>}
 * @param title the code in words
 * @param status HTTP status
 * @param detail what happened, the value seen, what was expected, what to do
 * @param code constant of {@link ErrorCode}, as written there
 * @param problems the single problems of a request, each with its field; empty where the detail says it all
 */
public record ProblemDetails(URI type, String title, int status, String detail, String code, List<Problem> problems) {
    /** Media type of the body. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The details of an error with the status its code calls for. */
    public static ProblemDetails of(ErrorCode code, String detail, List<Problem> problems) {
        return of(status(code), code, detail, problems);
    }

    static ProblemDetails of(int status, ErrorCode code, String detail, List<Problem> problems) {
        String words = code.name().toLowerCase(Locale.ROOT);
        return new ProblemDetails(
                URI.create("urn:trainyard:problem:" + words.replace('_', '-')),
                words.replace('_', ' '),
                status,
                detail,
                code.name(),
                problems);
    }

    /** The response that carries them. */
    public Response response() {
        return Response.status(status)
                .type(MediaType.valueOf(MEDIA_TYPE))
                .entity(this)
                .build();
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> 400;
            case NOT_FOUND -> 404;
            case ACCESS_DENIED -> 403;
            case CONFLICT -> 409;
            case INVALID_SPEC, INVALID_DATA, INVALID_MODEL, PATH_NOT_ALLOWED, NON_FINITE -> 422;
            case UNAVAILABLE, WORKER_LOST, UNHEALTHY -> 503;
            case OUT_OF_MEMORY, DISK_FULL -> 507;
            case CHECKSUM_MISMATCH, INTERNAL -> 500;
        };
    }
}

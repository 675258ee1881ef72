package dev.trainyard.publishing.huggingface;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.hub.Endpoint;
import dev.trainyard.publishing.http.Reply;

/** What the answers of a hub mean to whoever publishes. */
final class UploadErrors {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private final Endpoint endpoint;

    UploadErrors(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The error for an answer that is none of success and none that may pass. */
    TrainyardException of(String doing, Reply reply) {
        String said = reply.header("X-Error-Message").orElseGet(reply::said);
        String message = endpoint.shown() + " answered with status " + reply.status() + " when " + doing
                + (said.isBlank() ? "" : " (it says: " + Reply.shortened(said) + ")");
        return switch (reply.status()) {
            case UNAUTHORIZED, FORBIDDEN ->
                new TrainyardException(
                        ErrorCode.ACCESS_DENIED,
                        message + ": "
                                + (endpoint.token().isPresent()
                                        ? "check that the token in HF_TOKEN is valid and may write there"
                                        : "set HF_TOKEN to a token that may write there"));
            case NOT_FOUND ->
                new TrainyardException(
                        ErrorCode.NOT_FOUND, message + ": check the owner, and that HF_ENDPOINT is a hub's address");
            case BAD_REQUEST, TOO_LARGE ->
                new TrainyardException(
                        ErrorCode.INVALID_REQUEST, message + ": correct what it names, then publish again");
            default ->
                new TrainyardException(
                        ErrorCode.UNAVAILABLE, message + ": nothing was made current, publish it again later");
        };
    }
}

package dev.trainyard.deploy.server;

import org.jspecify.annotations.Nullable;

/** A request that is answered with an error object of the OpenAI API. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private ApiException(int status, String type, @Nullable String param, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** 400: the request or one of its fields is wrong; {@code param} names the field, null for the whole body. */
    static ApiException invalid(@Nullable String param, String code, String message) {
        return new ApiException(400, "invalid_request_error", param, code, message);
    }

    static ApiException tooLarge(String message) {
        return new ApiException(413, "invalid_request_error", null, "request_too_large", message);
    }

    static ApiException modelNotFound(String message) {
        return new ApiException(404, "invalid_request_error", "model", "model_not_found", message);
    }

    /** 404: a model of another kind would answer this path. */
    static ApiException modelNotSupported(String message) {
        return new ApiException(404, "invalid_request_error", "model", "model_not_supported", message);
    }

    static ApiException noSuchRoute(String message) {
        return new ApiException(404, "invalid_request_error", null, "unknown_url", message);
    }

    static ApiException methodNotAllowed(String message) {
        return new ApiException(405, "invalid_request_error", null, "method_not_supported", message);
    }

    static ApiException unsupportedEncoding(String message) {
        return new ApiException(415, "invalid_request_error", null, "unsupported_encoding", message);
    }

    static ApiException busy(String message) {
        return new ApiException(429, "rate_limit_error", null, "queue_full", message);
    }

    static ApiException stopping() {
        return new ApiException(
                503, "server_error", null, "shutting_down", "the server is shutting down: send the request again");
    }

    static ApiException internal(String message) {
        return new ApiException(500, "server_error", null, "internal_error", message);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}

package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.hub.Endpoint;
import dev.trainyard.publishing.http.Passing;
import dev.trainyard.publishing.http.Reply;

/** What Ollama's errors mean to the user. */
final class OllamaErrors {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Endpoint endpoint;

    OllamaErrors(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The error for an answer that is none of success and none that may pass. */
    TrainyardException of(String doing, Reply reply) {
        String message = "Ollama at " + endpoint.shown() + " answered with status " + reply.status() + " when " + doing
                + said(reply.said());
        return switch (reply.status()) {
            case UNAUTHORIZED, FORBIDDEN ->
                new TrainyardException(
                        ErrorCode.ACCESS_DENIED, message + ": check the token that the service has for this server");
            case NOT_FOUND ->
                new TrainyardException(
                        ErrorCode.NOT_FOUND, message + ": check that it is an Ollama server and the model is there");
            default ->
                new TrainyardException(
                        ErrorCode.INVALID_MODEL, message + ": correct the model, or the parameters of the service");
        };
    }

    /**
     * The error for a line of a creation.
     *
     * @throws Passing where files of the creation have gone, which is mended by sending them again
     */
    TrainyardException inStream(String model, String error) throws Passing {
        String message = "Ollama at " + endpoint.shown() + " could not make " + model + said(error);
        if (error.contains("no such file or directory")) {
            throw new Passing(message);
        }
        if (error.contains("no space left on device")) {
            return new TrainyardException(ErrorCode.DISK_FULL, message + ": make room there, then publish again");
        }
        if (error.contains("binary not found") || error.contains("unavailable")) {
            return new TrainyardException(
                    ErrorCode.UNAVAILABLE, message + ": install Ollama with llama-server and llama-quantize");
        }
        return new TrainyardException(
                ErrorCode.INVALID_MODEL,
                message + ": the version before it stays current; export the model again or in another precision");
    }

    private static String said(String text) {
        String shown = Reply.shortened(text);
        return shown.isEmpty() ? "" : " (it says: " + shown + ")";
    }
}

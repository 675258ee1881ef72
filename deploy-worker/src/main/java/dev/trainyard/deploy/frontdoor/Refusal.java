package dev.trainyard.deploy.frontdoor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** An answer of the front door itself, in the form of the OpenAI API's errors. */
record Refusal(int status, String type, String code, String message) {
    static Refusal invalid(String code, String message) {
        return new Refusal(400, "invalid_request_error", code, message);
    }

    static Refusal tooLarge(int limit) {
        return new Refusal(
                413,
                "invalid_request_error",
                "request_too_large",
                "the body is larger than " + limit + " bytes: send a shorter request");
    }

    static Refusal notFound(String code, String message) {
        return new Refusal(404, "invalid_request_error", code, message);
    }

    static Refusal method(String message) {
        return new Refusal(405, "invalid_request_error", "method_not_supported", message);
    }

    static Refusal starting(String message) {
        return new Refusal(503, "server_error", "starting", message);
    }

    static Refusal badGateway(String message) {
        return new Refusal(502, "server_error", "model_server_lost", message);
    }

    void send(HttpServerResponse response) {
        if (response.ended() || response.closed()) {
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", message).put("type", type).put("code", code);
        response.setStatusCode(status).putHeader("content-type", "application/json");
        if (status == 503) {
            response.putHeader("retry-after", "1");
        }
        response.end(Buffer.buffer(body.toString()));
    }
}

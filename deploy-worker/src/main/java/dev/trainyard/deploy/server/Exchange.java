package dev.trainyard.deploy.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * One HTTP response, written to from any thread; every write goes to the connection's own event loop, in order.
 *
 * <p>{@link #gone} turns true when the client leaves before the response is complete.
 */
final class Exchange {
    private final Context context;
    private final HttpServerResponse response;
    private final IntConsumer onEnd;
    private final boolean headOnly;
    private final long begun = System.nanoTime();
    private volatile boolean gone;
    private volatile boolean streaming;
    private volatile Runnable onGone = () -> {};

    /** @param onEnd receives the status once, when the response is complete or the client has left (499) */
    Exchange(Context context, HttpServerRequest request, IntConsumer onEnd) {
        this.context = context;
        this.response = request.response();
        this.headOnly = request.method().equals(HttpMethod.HEAD);
        this.onEnd = onEnd;
        response.closeHandler(nothing -> {
            gone = true;
            onEnd.accept(499);
            onGone.run();
        });
        // Broken connections are reported by the close handler; without this one they would also be logged.
        response.exceptionHandler(problem -> {});
    }

    /** Time since the request came. */
    long ageNanos() {
        return System.nanoTime() - begun;
    }

    boolean gone() {
        return gone;
    }

    boolean streaming() {
        return streaming;
    }

    /** Runs the action when the client leaves, at once if it has left. */
    void whenGone(Runnable action) {
        onGone = action;
        if (gone) {
            action.run();
        }
    }

    void json(int status, JsonNode body) {
        end(status, "application/json", bytes(body));
    }

    void error(ApiException problem) {
        if (streaming) {
            event(ResponseShape.error(problem));
            endStream();
        } else {
            json(problem.status(), ResponseShape.error(problem));
        }
    }

    void end(int status, String type, byte[] body) {
        context.runOnContext(nothing -> {
            if (gone || response.ended()) {
                return;
            }
            response.setStatusCode(status).putHeader("content-type", type);
            if (status == 429 || status == 503) {
                response.putHeader("retry-after", "1");
            }
            onEnd.accept(status);
            if (headOnly) {
                response.putHeader("content-length", Integer.toString(body.length))
                        .end();
            } else {
                response.end(Buffer.buffer(body));
            }
        });
    }

    /** Begins a stream of server-sent events. */
    void beginStream() {
        streaming = true;
        context.runOnContext(nothing -> {
            if (!gone) {
                response.setChunked(true)
                        .putHeader("content-type", "text/event-stream; charset=utf-8")
                        .putHeader("cache-control", "no-cache")
                        .putHeader("x-accel-buffering", "no");
            }
        });
    }

    /** Sends a chunk, which nobody changes any more. */
    void event(JsonNode data) {
        // Written out by the event loop: the caller generates.
        context.runOnContext(nothing -> event(bytes(data)));
    }

    /** Ends the stream the way clients expect it. */
    void endStream() {
        context.runOnContext(nothing -> {
            event("[DONE]".getBytes(StandardCharsets.UTF_8));
            if (!gone && !response.ended()) {
                onEnd.accept(200);
                response.end();
            }
        });
    }

    private void event(byte[] data) {
        if (!gone && !response.ended()) {
            response.write(Buffer.buffer(data.length + 8)
                    .appendString("data: ")
                    .appendBytes(data)
                    .appendString("\n\n"));
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return ResponseShape.JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }
}

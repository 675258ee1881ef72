package dev.trainyard.deploy.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body up to a limit, whatever length the client announces. */
final class BodyCollector {
    private BodyCollector() {}

    static void read(HttpServerRequest request, int limit, Exchange exchange, Consumer<byte[]> whole) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= limit) {
                body.appendBuffer(part);
                if (body.length() > limit) {
                    request.response().putHeader("connection", "close");
                    exchange.error(ApiException.tooLarge(
                            "the body is larger than " + limit + " bytes: send a shorter request"));
                }
            }
        });
        request.endHandler(nothing -> {
            if (body.length() <= limit) {
                whole.accept(body.getBytes());
            }
        });
    }
}

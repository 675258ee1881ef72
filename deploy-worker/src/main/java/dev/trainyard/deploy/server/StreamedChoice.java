package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.generate.Generation;

/** A text that is sent while it is generated. */
final class StreamedChoice extends Choice {
    private final Exchange exchange;
    private final ResponseShape shape;
    private final boolean withUsage;

    /** @param withUsage whether usage was asked for: every chunk but the last then carries {@code "usage":null} */
    StreamedChoice(int index, Exchange exchange, Desk desk, ResponseShape shape, boolean withUsage) {
        super(index, exchange, desk, false);
        this.exchange = exchange;
        this.shape = shape;
        this.withUsage = withUsage;
    }

    @Override
    void open() {
        shape.opening(index()).ifPresent(this::send);
    }

    @Override
    void show(String piece) {
        send(shape.piece(index(), piece, newScores()));
    }

    @Override
    void close(Generation text) {
        send(shape.closing(index(), text.finishReason(), newScores()));
    }

    private void send(ObjectNode chunk) {
        if (withUsage) {
            chunk.putNull("usage");
        }
        exchange.event(chunk);
    }
}

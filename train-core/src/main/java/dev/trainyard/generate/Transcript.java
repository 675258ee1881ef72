package dev.trainyard.generate;

import dev.trainyard.generate.Generation.FinishReason;
import dev.trainyard.tokenizer.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The text so far, on its way through decoder and stop texts to the listener. */
final class Transcript {
    private final StreamDecoder decoder;
    private final StopTexts stops;
    private final GenerationListener listener;
    private final int limit;
    private final List<Integer> ids = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable FinishReason reason;

    /** @param limit tokens at most */
    Transcript(StreamDecoder decoder, List<String> stops, int limit, GenerationListener listener) {
        this.decoder = decoder;
        this.stops = new StopTexts(stops);
        this.limit = limit;
        this.listener = listener;
    }

    /** Whether no more token is needed. */
    boolean ended() {
        return reason != null;
    }

    /** There is nothing to be generated. */
    void end() {
        reason = FinishReason.LENGTH;
    }

    /** Ends the text here. */
    void cancel() {
        reason = FinishReason.CANCELLED;
    }

    /**
     * Takes the next token in.
     *
     * @param ends whether it stands for the end of a text
     * @param added takes what the token adds to the text, before that is shown
     */
    void add(int token, boolean ends, Consumer<String> added) {
        ids.add(token);
        if (ends) {
            added.accept("");
            reason = FinishReason.STOP;
            return;
        }
        String text = decoder.push(token);
        added.accept(text);
        show(stops.push(text));
        if (reason == null && stops.found()) {
            reason = FinishReason.STOP;
        } else if (reason == null && ids.size() == limit) {
            reason = FinishReason.LENGTH;
        }
    }

    /** The text, of which the listener gets what was held back. */
    Generation finish(int promptTokens) {
        if (reason != FinishReason.CANCELLED && !stops.found()) {
            show(stops.push(decoder.flush()));
            show(stops.flush());
            reason = stops.found() ? FinishReason.STOP : reason;
        }
        return new Generation(text.toString(), ids, promptTokens, reason == null ? FinishReason.CANCELLED : reason);
    }

    private void show(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            if (!listener.onText(piece)) {
                reason = FinishReason.CANCELLED;
            }
        }
    }
}

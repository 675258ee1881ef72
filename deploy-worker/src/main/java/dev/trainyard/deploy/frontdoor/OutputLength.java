package dev.trainyard.deploy.frontdoor;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The length of one answer in tokens, read from what passes by: {@code usage.completion_tokens} where the answer has
 * it, else, in a stream, the number of its chunks, which our servers send one for each token that makes text.
 */
final class OutputLength {
    private static final Pattern USAGE = Pattern.compile("\"completion_tokens\"\\s*:\\s*(\\d+)");
    private static final byte[] EVENT = "data: {".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL = 1024;

    /** The first chunk names the role and the last one the reason for the end. */
    private static final int CHUNKS_WITHOUT_TEXT = 2;

    private final boolean stream;
    private Buffer tail = Buffer.buffer();
    private int matched;
    private long events;

    OutputLength(boolean stream) {
        this.stream = stream;
    }

    void passed(Buffer part) {
        tail.appendBuffer(part.length() <= TAIL ? part : part.slice(part.length() - TAIL, part.length()));
        if (tail.length() > 2 * TAIL) {
            tail = tail.getBuffer(tail.length() - TAIL, tail.length());
        }
        if (stream) {
            count(part);
        }
    }

    private void count(Buffer part) {
        for (int i = 0; i < part.length(); i++) {
            byte next = part.getByte(i);
            matched = next == EVENT[matched] ? matched + 1 : next == EVENT[0] ? 1 : 0;
            if (matched == EVENT.length) {
                events++;
                matched = 0;
            }
        }
    }

    OptionalLong tokens() {
        Matcher usage = USAGE.matcher(tail.toString(StandardCharsets.ISO_8859_1));
        OptionalLong told = OptionalLong.empty();
        while (usage.find()) {
            told = OptionalLong.of(Long.parseLong(usage.group(1)));
        }
        if (told.isPresent() || !stream) {
            return told;
        }
        return OptionalLong.of(Math.max(0, events - CHUNKS_WITHOUT_TEXT));
    }
}

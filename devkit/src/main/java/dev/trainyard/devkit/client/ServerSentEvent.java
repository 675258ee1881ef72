package dev.trainyard.devkit.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream}.
 *
 * <p>Source: WHATWG HTML, section 9.2 (fields {@code event}, {@code id}, {@code data}; comments start with a colon).
 */
record ServerSentEvent(String type, String id, String data) {

    /** The events of a stream of lines; an event that the end of the stream cuts off is dropped. */
    static Iterator<ServerSentEvent> parse(Iterator<String> lines) {
        return new Iterator<>() {
            private @Nullable ServerSentEvent next;
            private String lastId = "";

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = read();
                }
                return next != null;
            }

            @Override
            public ServerSentEvent next() {
                if (!hasNext() || next == null) {
                    throw new NoSuchElementException("the stream has ended");
                }
                ServerSentEvent event = next;
                next = null;
                return event;
            }

            private @Nullable ServerSentEvent read() {
                String type = "message";
                StringBuilder data = new StringBuilder();
                while (lines.hasNext()) {
                    String line = lines.next();
                    if (line.isEmpty() && !data.isEmpty()) {
                        return new ServerSentEvent(type, lastId, data.substring(0, data.length() - 1));
                    }
                    String value = line.substring(line.indexOf(':') + 1);
                    value = value.startsWith(" ") ? value.substring(1) : value;
                    if (line.startsWith("data:")) {
                        data.append(value).append('\n');
                    } else if (line.startsWith("event:")) {
                        type = value;
                    } else if (line.startsWith("id:")) {
                        lastId = value;
                    }
                }
                return null;
            }
        };
    }
}

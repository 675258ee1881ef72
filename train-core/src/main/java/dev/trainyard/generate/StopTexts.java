package dev.trainyard.generate;

import java.util.List;

/**
 * Finds stop texts in text that arrives in pieces. Text that could still become the beginning of a stop text is held
 * back, so that nothing of a stop text is ever shown, however the tokens cut it.
 *
 * <p>Not thread-safe.
 */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Takes the next piece in and gives the text that can be shown now; the text before a stop text, if one is found. */
    String push(String piece) {
        held.append(piece);
        int stop = earliestStop();
        if (stop >= 0) {
            found = true;
            String before = held.substring(0, stop);
            held.setLength(0);
            return before;
        }
        return release(held.length() - longestBeginning());
    }

    /** Whether a stop text came: nothing after it counts. */
    boolean found() {
        return found;
    }

    /** What was held back, once no more text comes. */
    String flush() {
        return release(held.length());
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    private int earliestStop() {
        int earliest = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (earliest < 0 || at < earliest)) {
                earliest = at;
            }
        }
        return earliest;
    }

    /** Length of the longest end of the held text that begins a stop text. */
    private int longestBeginning() {
        int longest = 0;
        String text = held.toString();
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (stop.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}

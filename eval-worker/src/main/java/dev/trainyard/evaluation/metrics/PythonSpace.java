package dev.trainyard.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/** White space as Python's {@code str.split()} and {@code str.rstrip()} see it, which is more than Java's. */
final class PythonSpace {
    private PythonSpace() {}

    static boolean is(int c) {
        return c == ' '
                || (c >= 0x09 && c <= 0x0d)
                || (c >= 0x1c && c <= 0x1f)
                || c == 0x85
                || c == 0xa0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    /** The words between white space. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean space = i == text.length() || is(text.charAt(i));
            if (space && begin >= 0) {
                words.add(text.substring(begin, i));
                begin = -1;
            } else if (!space && begin < 0) {
                begin = i;
            }
        }
        return words;
    }

    /** The text without white space at its end. */
    static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}

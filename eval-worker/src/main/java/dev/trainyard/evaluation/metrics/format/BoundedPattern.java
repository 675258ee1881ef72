package dev.trainyard.evaluation.metrics.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern of a user's, which may look at so many characters at most: some patterns never end otherwise. */
final class BoundedPattern {
    private static final int MOST_LOOKS = 5_000_000;

    private final Pattern pattern;

    /** Errors: {@link IllegalArgumentException} where it is no pattern. */
    BoundedPattern(String pattern) {
        try {
            this.pattern = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the pattern \"" + pattern + "\" is not a regular expression: " + e.getDescription(), e);
        }
    }

    boolean isFoundIn(String text) {
        return bounded(text, false);
    }

    boolean matches(String text) {
        return bounded(text, true);
    }

    private boolean bounded(String text, boolean whole) {
        Matcher matcher = pattern.matcher(new Watched(text, new int[] {MOST_LOOKS}));
        try {
            return whole ? matcher.matches() : matcher.find();
        } catch (StackOverflowError e) {
            throw tooLong();
        }
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("the pattern takes too long on an answer: it looks at more than "
                + MOST_LOOKS + " characters; avoid repetitions within repetitions, such as (a+)+");
    }

    @SuppressWarnings("ArrayRecordComponent") // the count is shared with the parts of the text
    private record Watched(CharSequence text, int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw tooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

package dev.trainyard.evaluation.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an answer is to mention. A point is covered where one of its alternatives stands in the answer as whole words, in
 * this order and side by side, whatever the case, the punctuation and the form of the characters (NFKC).
 */
public final class KeyPoints {
    private final List<List<String>> points;
    private final List<List<String>> alternatives;

    /** @param points at least one, each a list of at least one alternative; every alternative has a letter or digit */
    private KeyPoints(List<List<String>> points) {
        this.points = points;
        this.alternatives = points.stream()
                .map(point -> point.stream().map(KeyPoints::words).toList())
                .toList();
    }

    /** Points as lists of alternatives. Errors: {@link IllegalArgumentException} with what is wrong. */
    public static KeyPoints of(List<List<String>> points) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("key_points is empty: name at least one, or leave the field out");
        }
        return new KeyPoints(List.copyOf(points));
    }

    /** The alternatives of a point written {@code a|b}; {@code \|} is a sign of its own. */
    public static List<String> alternatives(String point) {
        return Arrays.stream(point.split("(?<!\\\\)\\|", -1))
                .map(part -> part.replace("\\|", "|").strip())
                .toList();
    }

    /** Number of points. */
    public int count() {
        return points.size();
    }

    /** The points an answer leaves out, each as its alternatives divided by {@code |}. */
    public List<String> missing(String answer) {
        String said = Words.normal(answer);
        return Stream.iterate(0, i -> i < points.size(), i -> i + 1)
                .filter(i -> alternatives.get(i).stream().noneMatch(phrase -> Words.contain(said, phrase)))
                .map(i -> String.join("|", points.get(i)))
                .toList();
    }

    private static String words(String alternative) {
        String words = Words.normal(alternative);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the key point \"" + alternative
                    + "\" has no letter or digit: punctuation is not compared, so it could never be missing");
        }
        return words;
    }
}

package dev.trainyard.contracts.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name a user probably meant. */
final class Spelling {
    private Spelling() {}

    /** A sentence part such as {@code ; did you mean "epochs"?}, or nothing where no known name is near. */
    static String suggestion(String written, Collection<String> known) {
        return nearest(written, known)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
    }

    static Optional<String> nearest(String written, Collection<String> known) {
        String plain = plain(written);
        return known.stream()
                .filter(name -> distance(plain, plain(name)) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(plain, plain(name))));
    }

    /** {@code learningRate}, {@code learning-rate} and {@code learning_rate} are one spelling. */
    private static String plain(String name) {
        String shortened = name.substring(0, Math.min(name.length(), 64));
        return shortened.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Least number of inserted, deleted and replaced characters (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}

package dev.trainyard.evaluation.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * ROUGE-L by longest common subsequences, equal to Google's {@code rouge_score} without stemmer (its default): lower
 * case, runs of the letters a to z and digits are the tokens, all else parts them.
 */
public final class Rouge {
    private static final Pattern NO_TOKEN = Pattern.compile("[^a-z0-9]+");

    private Rouge() {}

    /**
     * Precision, recall and their harmonic mean, each 0 to 1; all 0 where one text has no token.
     *
     * @param recall share of the reference's tokens that are in the common subsequence
     */
    public record Score(double precision, double recall, double f1) {
        static Score of(int hits, int said, int expected) {
            if (hits == 0) {
                return new Score(0, 0, 0);
            }
            double precision = (double) hits / said;
            double recall = (double) hits / expected;
            return new Score(precision, recall, 2 * precision * recall / (precision + recall));
        }
    }

    /** {@code rougeL}: both texts as one sequence each. */
    public static Score l(String answer, String reference) {
        List<String> said = tokens(answer);
        List<String> expected = tokens(reference);
        return Score.of(table(expected, said)[expected.size()][said.size()], said.size(), expected.size());
    }

    /** {@code rougeLsum}: each line a sentence; the common parts of a reference sentence with all answered ones unite. */
    public static Score lsum(String answer, String reference) {
        List<List<String>> said = sentences(answer);
        List<List<String>> expected = sentences(reference);
        Map<String, Integer> saidLeft = counts(said);
        Map<String, Integer> expectedLeft = counts(expected);
        int hits = 0;
        for (List<String> sentence : expected) {
            BitSet common = new BitSet();
            said.forEach(other -> mark(common, sentence, other));
            for (int i = common.nextSetBit(0); i >= 0; i = common.nextSetBit(i + 1)) {
                String token = sentence.get(i);
                if (saidLeft.getOrDefault(token, 0) > 0 && expectedLeft.getOrDefault(token, 0) > 0) {
                    hits++;
                    saidLeft.merge(token, -1, Integer::sum);
                    expectedLeft.merge(token, -1, Integer::sum);
                }
            }
        }
        return Score.of(hits, length(said), length(expected));
    }

    static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>(List.of(NO_TOKEN.split(text.toLowerCase(Locale.ROOT), -1)));
        tokens.removeIf(String::isEmpty);
        return tokens;
    }

    private static List<List<String>> sentences(String text) {
        return Arrays.stream(text.split("\n", -1)).map(Rouge::tokens).toList();
    }

    private static Map<String, Integer> counts(List<List<String>> sentences) {
        Map<String, Integer> counts = new HashMap<>();
        sentences.forEach(sentence -> sentence.forEach(token -> counts.merge(token, 1, Integer::sum)));
        return counts;
    }

    private static int length(List<List<String>> sentences) {
        return sentences.stream().mapToInt(List::size).sum();
    }

    /** Lengths of the longest common subsequences of all beginnings. */
    private static int[][] table(List<String> expected, List<String> said) {
        int[][] table = new int[expected.size() + 1][said.size() + 1];
        for (int i = 1; i <= expected.size(); i++) {
            for (int j = 1; j <= said.size(); j++) {
                table[i][j] = expected.get(i - 1).equals(said.get(j - 1))
                        ? table[i - 1][j - 1] + 1
                        : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table;
    }

    /** Marks the positions in {@code expected} of the subsequence that {@code rouge_score} reads from the table. */
    private static void mark(BitSet common, List<String> expected, List<String> said) {
        int[][] table = table(expected, said);
        int i = expected.size();
        int j = said.size();
        while (i > 0 && j > 0) {
            if (expected.get(i - 1).equals(said.get(j - 1))) {
                common.set(--i);
                j--;
            } else if (table[i][j - 1] > table[i - 1][j]) {
                j--;
            } else {
                i--;
            }
        }
    }
}

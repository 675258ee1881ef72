package dev.trainyard.evaluation.scoring;

import dev.trainyard.evaluation.statistics.TextMetrics;
import java.util.Map;

/** What must be said beside a number of this run: a perplexity without its windows cannot be compared. */
final class Definitions {
    private Definitions() {}

    /** @param length tokens of a row or window at most */
    static Map<String, String> of(int length, int stride) {
        String perplexity = TextMetrics.ALL.stream()
                .filter(metric -> metric.name().equals("perplexity"))
                .findFirst()
                .orElseThrow()
                .definition();
        return Map.of("perplexity", perplexity + ". " + windows(length, stride));
    }

    private static String windows(int length, int stride) {
        if (stride == 0) {
            return "Each row stands alone, without text from other rows; rows longer than " + length
                    + " tokens are cut there, plain text is read in blocks of so many (no stride)";
        }
        return "Texts longer than " + length
                + " tokens are read in windows of so many, stride "
                + stride
                + ": each token is predicted once, from the tokens before it in the first window that has it; rows with"
                + " a prompt are cut";
    }
}

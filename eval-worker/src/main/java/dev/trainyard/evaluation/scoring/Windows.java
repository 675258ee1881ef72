package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A long row in overlapping parts, each token predicted once: a part begins {@code stride} tokens after the one before,
 * and what that one has predicted is only read. Source: the perplexity guide of transformers' documentation.
 */
final class Windows {
    private Windows() {}

    /** The parts that have a token to predict; the row itself where it is no longer than {@code length}. */
    static List<TokenRow> of(TokenRow row, int length, int stride) {
        List<TokenRow> windows = new ArrayList<>();
        int predicted = 0;
        for (int begin = 0; predicted < row.length(); begin += stride) {
            int end = Math.min(begin + length, row.length());
            TokenRow window = window(row, begin, predicted, end);
            if (window.supervised() > 0) {
                windows.add(window);
            }
            predicted = end;
        }
        return windows;
    }

    private static TokenRow window(TokenRow row, int begin, int predicted, int end) {
        int[] labels = Arrays.copyOfRange(row.labels(), begin, end);
        Arrays.fill(labels, 0, predicted - begin, TokenRow.IGNORED);
        return new TokenRow(
                row.origin(),
                Arrays.copyOfRange(row.inputIds(), begin, end),
                labels,
                row.weights().length == 0 ? row.weights() : Arrays.copyOfRange(row.weights(), begin, end),
                end - begin);
    }
}

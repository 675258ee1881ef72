package dev.trainyard.data;

import java.util.Arrays;
import java.util.List;

/**
 * Rows side by side, padded on the right to the longest of them.
 *
 * <p>Shapes: {@code inputIds} and {@code labels} are B × T. Labels stand at the positions of their tokens, as in
 * {@link TokenRow}; padding has label {@link TokenRow#IGNORED}.
 *
 * @param tokens number of ids that are not padding
 * @param supervised number of tokens that are predicted and learnt
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(int[][] inputIds, int[][] labels, long tokens, long supervised, List<RowOrigin> origins) {
    /** The rows as a batch; {@code paddingId} is any id of the vocabulary. */
    public static Batch of(List<TokenRow> rows, int paddingId) {
        int width = rows.stream().mapToInt(TokenRow::length).max().orElse(0);
        return new Batch(
                rows.stream()
                        .map(row -> padded(row.inputIds(), width, paddingId))
                        .toArray(int[][]::new),
                rows.stream()
                        .map(row -> padded(row.labels(), width, TokenRow.IGNORED))
                        .toArray(int[][]::new),
                rows.stream().mapToLong(TokenRow::length).sum(),
                rows.stream().mapToLong(TokenRow::supervised).sum(),
                rows.stream().map(TokenRow::origin).toList());
    }

    private static int[] padded(int[] values, int width, int with) {
        int[] padded = Arrays.copyOf(values, width);
        Arrays.fill(padded, values.length, width, with);
        return padded;
    }

    /** Number of rows, B. */
    public int size() {
        return inputIds.length;
    }

    /** Length of the longest row, T. */
    public int width() {
        return size() == 0 ? 0 : inputIds[0].length;
    }
}

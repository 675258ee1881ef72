package dev.trainyard.export.parity;

import dev.trainyard.data.ClassRow;
import dev.trainyard.data.TokenRow;

/**
 * A row that source and export are asked.
 *
 * @param segments which segment each token belongs to; of a model that tells none apart, zeros
 * @param labels of a language model, for each position the token that follows or {@link TokenRow#IGNORED}; of a
 *     classifier, its label alone
 */
public record Probe(int[] ids, int[] segments, int[] labels) {
    /** A row for a language model, whose labels stand where they are to be predicted. */
    public static Probe of(TokenRow row) {
        int[] ids = row.inputIds();
        int[] next = new int[ids.length];
        for (int t = 0; t < ids.length; t++) {
            next[t] = t + 1 < ids.length ? row.labels()[t + 1] : TokenRow.IGNORED;
        }
        return new Probe(ids, new int[ids.length], next);
    }

    /** A row for a language model that is judged by every token. */
    public static Probe of(int[] ids) {
        int[] next = new int[ids.length];
        System.arraycopy(ids, 1, next, 0, ids.length - 1);
        next[ids.length - 1] = TokenRow.IGNORED;
        return new Probe(ids, new int[ids.length], next);
    }

    /** A row for a classifier. */
    public static Probe of(ClassRow row) {
        int[] segments = row.segments().length == 0 ? new int[row.length()] : row.segments();
        return new Probe(row.inputIds(), segments, new int[] {row.label()});
    }
}

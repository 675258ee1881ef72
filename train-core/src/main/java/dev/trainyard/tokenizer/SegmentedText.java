package dev.trainyard.tokenizer;

import java.util.Arrays;

/**
 * The tokens of a text, or of two, with what the model expects around them.
 *
 * @param segments which text each token belongs to, from 0; empty if all are of the first
 * @param special whether a token was put around the texts rather than being of them; empty if none was
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; arrays keep long texts small
public record SegmentedText(int[] ids, int[] segments, boolean[] special) {
    /** Tokens without anything around them. */
    public static SegmentedText plain(int[] ids, int[] segments) {
        return new SegmentedText(ids, segments, new boolean[0]);
    }

    /**
     * At most so many tokens: the longest text loses its last tokens, and what is around the texts stays as long as
     * there is room.
     */
    public SegmentedText cut(int maxLength) {
        boolean[] kept = new boolean[ids.length];
        Arrays.fill(kept, true);
        for (int length = ids.length; length > maxLength; length--) {
            kept[lastOfLongest(kept)] = false;
        }
        int[] keptIds = new int[Math.min(maxLength, ids.length)];
        int[] keptSegments = new int[segments.length == 0 ? 0 : keptIds.length];
        int to = 0;
        for (int i = 0; i < ids.length; i++) {
            if (kept[i]) {
                keptIds[to] = ids[i];
                if (segments.length > 0) {
                    keptSegments[to] = segments[i];
                }
                to++;
            }
        }
        return plain(keptIds, keptSegments);
    }

    private int lastOfLongest(boolean[] kept) {
        int longest = 0;
        int place = -1;
        int run = 0;
        int last = -1;
        int end = -1;
        for (int i = 0; i <= ids.length; i++) {
            boolean text = i < ids.length && !(special.length > 0 && special[i]);
            if (text && kept[i]) {
                run++;
                last = i;
            } else if (!text) {
                if (run > longest) {
                    longest = run;
                    place = last;
                }
                run = 0;
            }
            end = i < ids.length && kept[i] ? i : end;
        }
        return place >= 0 ? place : end;
    }
}

package dev.trainyard.tokenizer;

/**
 * Token ids with their places: token {@code i} covers the chars {@code starts[i]} until {@code ends[i]} of the text.
 * The parts of one character that is several tokens each cover that whole character.
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; arrays keep long texts small
public record TokenizedText(int[] ids, int[] starts, int[] ends) {
    /** Number of tokens. */
    public int length() {
        return ids.length;
    }
}

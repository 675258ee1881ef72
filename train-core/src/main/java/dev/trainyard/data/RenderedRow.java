package dev.trainyard.data;

import dev.trainyard.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row as the model gets it, for people to look at before anything is trained.
 *
 * @param tokens that go through the model
 * @param supervised tokens, or labels, that are learnt
 * @param full tokens before the row was cut
 * @param text what the tokens say, what is learnt between {@link #BEGIN} and {@link #END}; ids where there is no
 *     tokenizer
 */
public record RenderedRow(RowOrigin origin, int tokens, int supervised, int full, String text) {
    /** Stands before what is learnt. */
    public static final String BEGIN = "⟦";

    /** Stands after what is learnt. */
    public static final String END = "⟧";

    /** Renders a row with the tokenizer it was encoded by. */
    public static RenderedRow of(Example row, Optional<Tokenizer> tokenizer) {
        String text = switch (row) {
            case TokenRow tokens -> marked(tokens, tokenizer);
            case PreferencePair pair ->
                "chosen: " + marked(pair.chosen(), tokenizer) + "\nrejected: " + marked(pair.rejected(), tokenizer);
            case ClassRow labelled -> text(labelled.inputIds(), tokenizer) + BEGIN + labelled.label() + END;
        };
        return new RenderedRow(row.origin(), row.length(), row.supervised(), row.full(), text);
    }

    private static String marked(TokenRow row, Optional<Tokenizer> tokenizer) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (from < row.length()) {
            int to = from + 1;
            while (to < row.length() && learnt(row, to) == learnt(row, from)) {
                to++;
            }
            String part = text(Arrays.copyOfRange(row.inputIds(), from, to), tokenizer);
            text.append(learnt(row, from) ? BEGIN + part + END : part);
            from = to;
        }
        return text.toString();
    }

    /** Nothing predicts the first token, whatever its label. */
    private static boolean learnt(TokenRow row, int position) {
        return position > 0 && row.labels()[position] != TokenRow.IGNORED;
    }

    private static String text(int[] ids, Optional<Tokenizer> tokenizer) {
        return tokenizer.map(text -> text.decode(ids, false)).orElseGet(() -> Arrays.toString(ids));
    }
}

package dev.trainyard.data;

import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts plain text into rows of the maximum length. The files are one stream of tokens, each ended by the
 * end-of-sequence token.
 */
final class TextBlocks {
    /** Chars that are encoded at once: the place of every token takes memory while it is encoded. */
    private static final int PIECE = 1 << 18;

    private final Tokenizer tokenizer;
    private final int maxLength;
    private final Consumer<TokenRow> rows;
    private final StringBuilder pending = new StringBuilder();
    private final int[] block;
    private int filled;
    private long blocks;

    TextBlocks(Tokenizer tokenizer, int maxLength, Consumer<TokenRow> rows) {
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
        this.rows = rows;
        this.block = new int[maxLength];
    }

    void read(List<Path> files, RowProblems problems) {
        for (Path file : files) {
            blocks = 0;
            if (tokenizer.addsBos()) {
                tokenizer.specialTokens().bosId().ifPresent(bos -> add(file, bos));
            }
            TextLines.read(file, problems, (number, line) -> add(file, line));
            encodePending(file);
            tokenizer.specialTokens().eosId().ifPresent(eos -> add(file, eos));
        }
        if (filled > 1) {
            emit(files.getLast());
        }
    }

    /** Text is encoded up to a line that begins with a letter or sign: no token reaches over such a place. */
    private void add(Path file, String line) {
        if (pending.length() > PIECE && !Character.isWhitespace(line.codePointAt(0))) {
            encodePending(file);
        }
        pending.append(line);
    }

    private void encodePending(Path file) {
        for (int id : tokenizer.encode(pending.toString())) {
            add(file, id);
        }
        pending.setLength(0);
    }

    private void add(Path file, int id) {
        block[filled++] = id;
        if (filled == maxLength) {
            emit(file);
        }
    }

    private void emit(Path file) {
        int[] ids = Arrays.copyOf(block, filled);
        rows.accept(new TokenRow(new RowOrigin(file, ++blocks), ids, ids, filled));
        filled = 0;
    }
}

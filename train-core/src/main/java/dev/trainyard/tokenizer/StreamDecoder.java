package dev.trainyard.tokenizer;

import java.util.Arrays;

/**
 * Text of tokens as they are generated, piece by piece. A piece ends at a whole character: what may still become
 * another character is kept back until the rest has come.
 *
 * <p>Thread-safety: for one thread.
 */
public final class StreamDecoder {
    /** Tokens before a piece that its decoding may depend on, such as for a leading space. */
    private static final int CONTEXT = 5;

    /** Length of the window from which on it is shortened. */
    private static final int LONG_WINDOW = 32;

    private static final char REPLACEMENT = '\uFFFD';

    private final Tokenizer tokenizer;
    private int[] window;
    private int length;
    private int emittedChars;

    /** Begins after {@code prompt}, what the generation continues; its text is not emitted. */
    public StreamDecoder(Tokenizer tokenizer, int... prompt) {
        this.tokenizer = tokenizer;
        this.length = Math.min(CONTEXT, prompt.length);
        this.window = Arrays.copyOfRange(prompt, prompt.length - length, prompt.length - length + 2 * LONG_WINDOW);
        this.emittedChars = decodeLast(length).length();
    }

    /** Text that this token completes; empty if it ends within a character or is a special token. */
    public String push(int id) {
        if (length == window.length) {
            window = Arrays.copyOf(window, 2 * length);
        }
        window[length++] = id;
        String text = decodeLast(length);
        int whole = text.length();
        while (whole > 0 && text.charAt(whole - 1) == REPLACEMENT) {
            whole--;
        }
        String piece = piece(text, whole);
        if (length > LONG_WINDOW && whole == text.length()) {
            shorten();
        }
        return piece;
    }

    /** What was kept back at the end, in which broken characters are U+FFFD. */
    public String flush() {
        String text = decodeLast(length);
        return piece(text, text.length());
    }

    private String piece(String text, int end) {
        if (end <= emittedChars) {
            return "";
        }
        String piece = text.substring(emittedChars, end);
        emittedChars = end;
        return piece;
    }

    /** Keeps the last tokens only, so that a long generation costs no more per token than a short one. */
    private void shorten() {
        for (int kept = CONTEXT; kept < length; kept++) {
            String text = decodeLast(kept);
            if (!text.isEmpty() && text.charAt(0) != REPLACEMENT) {
                System.arraycopy(window, length - kept, window, 0, kept);
                length = kept;
                emittedChars = text.length();
                return;
            }
        }
    }

    private String decodeLast(int count) {
        return tokenizer.decode(Arrays.copyOfRange(window, length - count, length), true);
    }
}

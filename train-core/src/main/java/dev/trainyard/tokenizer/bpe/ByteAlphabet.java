package dev.trainyard.tokenizer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One visible character for each of the 256 bytes, so that any text is a sequence of them.
 *
 * <p>Source: GPT-2's {@code bytes_to_unicode}: printable Latin-1 stands for itself, the rest follows from U+0100 on.
 */
final class ByteAlphabet {
    private static final char[] CHARS = new char[256];
    private static final List<Character> SORTED = new ArrayList<>();

    static {
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            CHARS[b] = printable ? (char) b : next++;
            SORTED.add(CHARS[b]);
        }
        SORTED.sort(null);
    }

    private ByteAlphabet() {}

    /** All characters in the order of their code points. */
    static List<Character> sorted() {
        return List.copyOf(SORTED);
    }

    /** Places in {@link #sorted} of the bytes of a text in UTF-8. */
    static int[] symbols(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = Collections.binarySearch(SORTED, CHARS[bytes[i] & 0xFF]);
        }
        return symbols;
    }
}

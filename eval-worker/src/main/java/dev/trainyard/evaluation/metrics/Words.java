package dev.trainyard.evaluation.metrics;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * A text as its words alone: compatibility forms made one (NFKC), lower case, every sign that is no letter, mark or
 * digit a space, one space between words.
 */
final class Words {
    /** Scripts written without spaces between words. */
    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private Words() {}

    static String normal(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder words = new StringBuilder(folded.length());
        folded.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || isMark(c)) {
                words.appendCodePoint(c);
            } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        });
        return words.toString().strip();
    }

    /** Whether whole words of a normal text are the normal phrase; scripts without spaces have words anywhere. */
    static boolean contain(String text, String phrase) {
        for (int at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
            if (isBoundary(text, at) && isBoundary(text, at + phrase.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String text, int at) {
        if (at == 0 || at == text.length()) {
            return true;
        }
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at);
        return before == ' ' || after == ' ' || isUnspaced(before) || isUnspaced(after);
    }

    private static boolean isUnspaced(int c) {
        return UNSPACED.contains(UnicodeScript.of(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}

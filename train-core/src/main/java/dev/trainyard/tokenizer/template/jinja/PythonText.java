package dev.trainyard.tokenizer.template.jinja;

import java.util.regex.Pattern;

/** Text as Python sees it: its white space, its literals, and places counted in code points. */
final class PythonText {
    static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d[\\d_]*)?([eE][-+]?\\d+)?");

    private PythonText() {}

    /** What {@code str.isspace} calls white space. */
    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Resolves the escapes of a string literal. */
    static String unescape(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length());
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                text.append(c);
            } else {
                i = escape(literal, i + 1, text);
            }
        }
        return text.toString();
    }

    /** Appends what the escape whose letter is at {@code i} stands for; returns the place of its last char. */
    private static int escape(String literal, int i, StringBuilder text) {
        char c = literal.charAt(i);
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000B');
            case 'a' -> text.append('\u0007');
            case '0' -> text.append('\0');
            case '\n' -> {}
            case '\\', '\'', '"' -> text.append(c);
            case 'x', 'u', 'U' -> {
                int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
                int end = Math.min(literal.length(), i + 1 + digits);
                text.appendCodePoint(Integer.parseInt(literal, i + 1, end, 16));
                return end - 1;
            }
            default -> text.append('\\').append(c);
        }
        return i;
    }

    /** Without the chars of {@code chars} at its ends; white space if {@code chars} is empty. */
    static String strip(String text, String chars, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && stripped(text.codePointAt(from), chars)) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && stripped(text.codePointBefore(to), chars)) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static boolean stripped(int c, String chars) {
        return chars.isEmpty() ? isSpace(c) : chars.indexOf(c) >= 0;
    }
}

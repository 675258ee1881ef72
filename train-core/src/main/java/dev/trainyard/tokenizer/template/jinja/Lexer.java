package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a template into tokens, and removes white space around tags as trim_blocks, lstrip_blocks and '-' ask for. */
final class Lexer {
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-?)%\\}");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    /** How the last tag ended decides what the text after it loses. */
    private After after = After.NOTHING;

    private enum After {
        NOTHING,
        NEWLINE,
        SPACE
    }

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        // Jinja drops one newline at the very end unless told otherwise.
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (position < source.length()) {
            int tag = nextTag();
            text(tag);
            if (tag == source.length()) {
                break;
            }
            switch (source.charAt(tag + 1)) {
                case '#' -> comment();
                case '%' -> block();
                default -> tag(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, "}}");
            }
        }
        add(Token.Kind.END, "");
    }

    private int nextTag() {
        for (int at = source.indexOf('{', position); at >= 0; at = source.indexOf('{', at + 1)) {
            if (at + 1 < source.length() && "{%#".indexOf(source.charAt(at + 1)) >= 0) {
                return at;
            }
        }
        return source.length();
    }

    /** The text up to {@code end}, without the white space that the tags on both sides take away. */
    private void text(int end) {
        boolean lineStart = position == 0 || source.charAt(position - 1) == '\n';
        int from = position;
        if (after == After.SPACE) {
            while (from < end && PythonText.isSpace(source.charAt(from))) {
                from++;
            }
        } else if (after == After.NEWLINE && from < end && source.charAt(from) == '\n') {
            from++;
            lineStart = true;
        }
        int to = end < source.length() ? trimmedEnd(from, end, lineStart) : end;
        if (to > from) {
            tokens.add(new Token(Token.Kind.TEXT, source.substring(from, to), line));
        }
        advance(end);
        after = After.NOTHING;
    }

    private int trimmedEnd(int from, int end, boolean lineStart) {
        char sign = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
        int to = end;
        if (sign == '-') {
            while (to > from && PythonText.isSpace(source.charAt(to - 1))) {
                to--;
            }
            return to;
        }
        if (sign == '+' || source.charAt(end + 1) == '{') {
            return end;
        }
        int begin = Math.max(from, source.lastIndexOf('\n', end - 1) + 1);
        if (begin == from && !lineStart && (from == 0 || source.charAt(from - 1) != '\n')) {
            return end;
        }
        boolean blank = source.substring(begin, end).chars().allMatch(PythonText::isSpace);
        return blank ? begin : end;
    }

    private void comment() {
        int end = source.indexOf("#}", position + 2);
        if (end < 0) {
            throw new JinjaException(line, "this comment has no end '#}'");
        }
        char sign = source.charAt(end - 1);
        advance(end + 2);
        after = sign == '-' ? After.SPACE : sign == '+' ? After.NOTHING : After.NEWLINE;
    }

    private void block() {
        Matcher raw = RAW.matcher(source).region(position, source.length());
        if (!raw.lookingAt()) {
            tag(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, "%}");
            return;
        }
        Matcher end = END_RAW.matcher(source);
        if (!end.find(raw.end())) {
            throw new JinjaException(line, "this raw block has no end '{% endraw %}'");
        }
        String text = source.substring(raw.end(), end.start());
        text = raw.group(2).equals("-") ? text.stripLeading() : text.startsWith("\n") ? text.substring(1) : text;
        text = end.group(1).equals("-") ? text.stripTrailing() : text;
        tokens.add(new Token(Token.Kind.TEXT, text, line));
        advance(end.end());
        after = end.group(2).equals("-") ? After.SPACE : end.group(2).equals("+") ? After.NOTHING : After.NEWLINE;
    }

    private void tag(Token.Kind begin, Token.Kind end, String close) {
        int opened = line;
        add(begin, source.substring(position, position + 2));
        advance(position + 2);
        if (position < source.length() && "-+".indexOf(source.charAt(position)) >= 0) {
            advance(position + 1);
        }
        int depth = 0;
        while (true) {
            skipSpace();
            if (position >= source.length()) {
                throw new JinjaException(opened, "this tag has no end '%s'".formatted(close));
            }
            if (depth == 0 && closes(end, close)) {
                return;
            }
            depth += token();
        }
    }

    private boolean closes(Token.Kind end, String close) {
        char sign = source.charAt(position);
        int length = source.startsWith(close, position)
                ? 2
                : "-+".indexOf(sign) >= 0 && source.startsWith(close, position + 1) ? 3 : 0;
        if (length == 0) {
            return false;
        }
        add(end, close);
        advance(position + length);
        boolean block = end == Token.Kind.BLOCK_END;
        after = length == 2 ? (block ? After.NEWLINE : After.NOTHING) : sign == '-' ? After.SPACE : After.NOTHING;
        return true;
    }

    /** Reads one token of an expression; returns by how much it opens (1) or closes (-1) brackets. */
    private int token() {
        char c = source.charAt(position);
        if (c == '\'' || c == '"') {
            string(c);
            return 0;
        }
        if (Character.isDigit(c)) {
            number();
            return 0;
        }
        if (Character.isJavaIdentifierStart(c) && c != '$') {
            int end = position;
            while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
                end++;
            }
            add(Token.Kind.NAME, source.substring(position, end));
            advance(end);
            return 0;
        }
        return operator();
    }

    private void number() {
        Matcher number = PythonText.NUMBER.matcher(source).region(position, source.length());
        number.lookingAt();
        String digits = number.group().replace("_", "");
        boolean whole = digits.chars().allMatch(Character::isDigit);
        add(whole ? Token.Kind.INTEGER : Token.Kind.FLOAT, digits);
        advance(number.end());
    }

    private void string(char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new JinjaException(line, "this string has no closing " + quote);
        }
        add(Token.Kind.STRING, PythonText.unescape(source.substring(position + 1, end)));
        advance(end + 1);
    }

    private int operator() {
        for (String two : List.of("==", "!=", "<=", ">=", "//", "**")) {
            if (source.startsWith(two, position)) {
                add(Token.Kind.OPERATOR, two);
                advance(position + 2);
                return 0;
            }
        }
        char c = source.charAt(position);
        if ("+-*/%~<>=.,:|()[]{}".indexOf(c) < 0) {
            throw new JinjaException(line, "'" + c + "' has no meaning here");
        }
        add(Token.Kind.OPERATOR, String.valueOf(c));
        advance(position + 1);
        return "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
    }

    private void skipSpace() {
        int end = position;
        while (end < source.length() && PythonText.isSpace(source.charAt(end))) {
            end++;
        }
        advance(end);
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void advance(int to) {
        for (int i = position; i < to; i++) {
            if (source.charAt(i) == '\n') {
                line++;
            }
        }
        position = to;
    }
}

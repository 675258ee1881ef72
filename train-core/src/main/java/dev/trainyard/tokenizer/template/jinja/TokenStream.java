package dev.trainyard.tokenizer.template.jinja;

import java.util.List;

/** Tokens with a place in them, and what parsers ask for at that place. */
final class TokenStream {
    private final List<Token> tokens;
    private int position;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token next() {
        return tokens.get(Math.min(position++, tokens.size() - 1));
    }

    Token following() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    int line() {
        return current().line();
    }

    boolean atName(String name) {
        return current().is(Token.Kind.NAME, name);
    }

    boolean atOperator(String operator) {
        return current().is(Token.Kind.OPERATOR, operator);
    }

    boolean skipName(String name) {
        return skipIf(atName(name));
    }

    boolean skipOperator(String operator) {
        return skipIf(atOperator(operator));
    }

    private boolean skipIf(boolean matches) {
        if (matches) {
            position++;
        }
        return matches;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    String expectName() {
        return expect(Token.Kind.NAME, "a name").text();
    }

    Token expect(Token.Kind kind, String what) {
        if (current().kind() != kind) {
            throw unexpected(what);
        }
        return next();
    }

    JinjaException unexpected(String expected) {
        return new JinjaException(
                line(),
                "%s was expected, but here is %s".formatted(expected, current().describe()));
    }
}

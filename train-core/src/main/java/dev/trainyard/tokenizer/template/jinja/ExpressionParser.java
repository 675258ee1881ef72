package dev.trainyard.tokenizer.template.jinja;

import dev.trainyard.tokenizer.template.jinja.Expression.CallArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads expressions, with the precedence of Jinja2: one method per level, loosest first. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "if", "is", "in", "not");
    private static final int DEEPEST = 200;

    private final TokenStream tokens;
    private int depth;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** An expression, or several with commas as a tuple. */
    Expression tuple() {
        return tuple(this::expression);
    }

    /** As {@link #tuple()}, leaving an {@code if} to the for loop. */
    Expression tupleWithoutCondition() {
        return tuple(this::or);
    }

    private Expression tuple(Supplier<Expression> part) {
        int line = tokens.line();
        Expression first = part.get();
        if (!tokens.atOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",")) {
            if (tokens.atOperator(")") || tokens.current().kind() == Token.Kind.BLOCK_END) {
                break;
            }
            items.add(part.get());
        }
        return new Expression.ListOf(items, line);
    }

    Expression expression() {
        if (++depth > DEEPEST) {
            throw new JinjaException(tokens.line(), "expressions are nested more than " + DEEPEST + " deep");
        }
        Expression value = or();
        while (tokens.atName("if")) {
            int line = tokens.next().line();
            Expression condition = or();
            Optional<Expression> otherwise = tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(condition, value, otherwise, line);
        }
        depth--;
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.atName("or")) {
            int line = tokens.next().line();
            left = new Expression.Binary("or", left, and(), line);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.atName("and")) {
            int line = tokens.next().line();
            left = new Expression.Binary("and", left, not(), line);
        }
        return left;
    }

    private Expression not() {
        if (tokens.atName("not")) {
            int line = tokens.next().line();
            return new Expression.Unary("not", not(), line);
        }
        return comparison();
    }

    /** Comparisons chain: {@code a < b < c} is {@code a < b and b < c}. */
    private Expression comparison() {
        Expression left = sum();
        Optional<Expression> chain = Optional.empty();
        for (String operator = comparisonOperator(); !operator.isEmpty(); operator = comparisonOperator()) {
            int line = tokens.line();
            Expression right = sum();
            Expression link = new Expression.Binary(operator, left, right, line);
            chain = Optional.of(chain.<Expression>map(before -> new Expression.Binary("and", before, link, line))
                    .orElse(link));
            left = right;
        }
        return chain.orElse(left);
    }

    /** Consumes a comparison's operator; empty if there is none. */
    private String comparisonOperator() {
        Token token = tokens.current();
        if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
            return tokens.next().text();
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (tokens.atName("not") && tokens.following().is(Token.Kind.NAME, "in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return "";
    }

    private Expression sum() {
        return leftAssociative(Set.of("+", "-"), this::concatenation);
    }

    private Expression concatenation() {
        return leftAssociative(Set.of("~"), this::product);
    }

    private Expression product() {
        return leftAssociative(Set.of("*", "/", "//", "%"), this::power);
    }

    private Expression power() {
        return leftAssociative(Set.of("**"), () -> unary(true));
    }

    private Expression leftAssociative(Set<String> operators, Supplier<Expression> part) {
        Expression left = part.get();
        while (tokens.current().kind() == Token.Kind.OPERATOR
                && operators.contains(tokens.current().text())) {
            Token operator = tokens.next();
            left = new Expression.Binary(operator.text(), left, part.get(), operator.line());
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Token token = tokens.current();
        Expression value = tokens.skipOperator("-") || tokens.skipOperator("+")
                ? new Expression.Unary(token.text(), unary(false), token.line())
                : primary();
        value = postfix(value);
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        int line = token.line();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> new Expression.Literal(strings(token), line);
            case INTEGER -> new Expression.Literal(integer(token), line);
            case FLOAT -> new Expression.Literal(Double.parseDouble(token.text()), line);
            case OPERATOR -> bracketed(token);
            case TEXT, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> throw noValue(token);
        };
    }

    private static JinjaException noValue(Token token) {
        return new JinjaException(token.line(), "a value was expected, but here is " + token.describe());
    }

    private static long integer(Token token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw new JinjaException(token.line(), "the number " + token.text() + " is too large");
        }
    }

    private static Expression name(Token token) {
        int line = token.line();
        return switch (token.text()) {
            case "true", "True" -> new Expression.Literal(true, line);
            case "false", "False" -> new Expression.Literal(false, line);
            case "none", "None" -> new Expression.Literal(Values.NONE, line);
            case "and", "or", "in", "is", "if", "else", "not" -> throw noValue(token);
            default -> new Expression.Name(token.text(), line);
        };
    }

    /** Strings side by side are one. */
    private String strings(Token first) {
        StringBuilder text = new StringBuilder(first.text());
        while (tokens.current().kind() == Token.Kind.STRING) {
            text.append(tokens.next().text());
        }
        return text.toString();
    }

    private Expression bracketed(Token open) {
        return switch (open.text()) {
            case "(" -> {
                Expression value = tokens.atOperator(")") ? new Expression.ListOf(List.of(), open.line()) : tuple();
                tokens.expectOperator(")");
                yield value;
            }
            case "[" -> new Expression.ListOf(items("]"), open.line());
            case "{" -> dict(open.line());
            default -> throw noValue(open);
        };
    }

    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator(close)) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator(close)) {
                    break;
                }
            }
            items.add(expression());
        }
        return items;
    }

    private Expression dict(int line) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            if (!keys.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("}")) {
                    break;
                }
            }
            keys.add(expression());
            tokens.expectOperator(":");
            values.add(expression());
        }
        return new Expression.DictOf(keys, values, line);
    }

    private Expression postfix(Expression target) {
        Expression value = target;
        while (true) {
            int line = tokens.line();
            if (tokens.skipOperator(".")) {
                value = attribute(value, line);
            } else if (tokens.skipOperator("[")) {
                value = subscript(value, line);
            } else if (tokens.atOperator("(")) {
                value = new Expression.Call(value, arguments(), line);
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression target, int line) {
        if (tokens.current().kind() == Token.Kind.INTEGER) {
            return new Expression.Item(target, new Expression.Literal(integer(tokens.next()), line), line);
        }
        return new Expression.Attribute(target, tokens.expectName(), line);
    }

    private Expression subscript(Expression target, int line) {
        Optional<Expression> from = slicePart();
        if (!tokens.atOperator(":")) {
            tokens.expectOperator("]");
            return new Expression.Item(
                    target, from.orElseThrow(() -> new JinjaException(line, "[] needs an index")), line);
        }
        tokens.next();
        Optional<Expression> to = slicePart();
        Optional<Expression> step = tokens.skipOperator(":") ? slicePart() : Optional.empty();
        tokens.expectOperator("]");
        return new Expression.Slice(target, from, to, step, line);
    }

    private Optional<Expression> slicePart() {
        return tokens.atOperator(":") || tokens.atOperator("]") ? Optional.empty() : Optional.of(expression());
    }

    CallArguments arguments() {
        tokens.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            if (!positional.isEmpty() || !named.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator(")")) {
                    break;
                }
            }
            if (tokens.current().kind() == Token.Kind.NAME && tokens.following().is(Token.Kind.OPERATOR, "=")) {
                String name = tokens.expectName();
                tokens.next();
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
        }
        return new CallArguments(positional, named);
    }

    /** Filters and tests bind tighter than any operator. */
    Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            int line = tokens.line();
            if (tokens.skipOperator("|")) {
                String name = tokens.expectName();
                CallArguments arguments = tokens.atOperator("(") ? arguments() : CallArguments.NONE;
                value = new Expression.Filter(value, name, arguments, line);
            } else if (tokens.skipName("is")) {
                value = test(value, line);
            } else if (tokens.atOperator("(")) {
                value = new Expression.Call(value, arguments(), line);
            } else {
                return value;
            }
        }
    }

    private Expression test(Expression value, int line) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expectName();
        CallArguments arguments = testArguments();
        Expression test = new Expression.Test(value, name, arguments, line);
        return negated ? new Expression.Unary("not", test, line) : test;
    }

    /** A test's only argument may stand without parentheses: {@code x is divisibleby 3}. */
    private CallArguments testArguments() {
        Token token = tokens.current();
        if (tokens.atOperator("(")) {
            return arguments();
        }
        boolean value = switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !AFTER_TEST.contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case TEXT, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
        return value ? new CallArguments(List.of(postfix(primary())), Map.of()) : CallArguments.NONE;
    }
}

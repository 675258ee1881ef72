package dev.trainyard.tokenizer.template.jinja;

import dev.trainyard.tokenizer.template.jinja.Expression.CallArguments;
import dev.trainyard.tokenizer.template.jinja.Statement.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads statements. */
final class TemplateParser {
    private static final int DEEPEST = 200;

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int loops;
    private int depth;

    private TemplateParser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    static List<Statement> parse(String template) {
        TemplateParser parser = new TemplateParser(Lexer.tokens(template));
        return parser.body(Set.of(), 0, "");
    }

    /** Statements up to one of the tags of {@code ends}, whose name becomes the current token. */
    private List<Statement> body(Set<String> ends, int opened, String what) {
        if (++depth > DEEPEST) {
            throw new JinjaException(tokens.line(), "blocks are nested more than " + DEEPEST + " deep");
        }
        List<Statement> statements = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Text(token.text(), token.line()));
                case PRINT_BEGIN -> statements.add(print(token.line()));
                case BLOCK_BEGIN -> {
                    if (ends.contains(tokens.current().text())) {
                        depth--;
                        return statements;
                    }
                    statements.add(statement());
                }
                case END -> {
                    if (!ends.isEmpty()) {
                        throw new JinjaException(opened, "this %s has no end".formatted(what));
                    }
                    return statements;
                }
                case PRINT_END, BLOCK_END, NAME, INTEGER, FLOAT, STRING, OPERATOR ->
                    throw new JinjaException(token.line(), "here is " + token.describe() + " outside of a tag");
            }
        }
    }

    private Statement print(int line) {
        Expression value = expressions.tuple();
        tokens.expect(Token.Kind.PRINT_END, "'}}'");
        return new Statement.Print(value, line);
    }

    private Statement statement() {
        Token keyword = tokens.expect(Token.Kind.NAME, "a statement such as if, for or set");
        int line = keyword.line();
        return switch (keyword.text()) {
            case "if" -> ifStatement(line);
            case "for" -> forStatement(line);
            case "set" -> set(line);
            case "macro" -> macro(line);
            case "call" -> callBlock(line);
            case "with" -> with(line);
            case "filter" -> filterBlock(line);
            case "generation" -> generation(line);
            case "break" -> loopControl(new Statement.Break(line));
            case "continue" -> loopControl(new Statement.Continue(line));
            default ->
                throw new JinjaException(
                        line,
                        "the statement '%s' is not supported or stands in the wrong place".formatted(keyword.text()));
        };
    }

    private void endTag() {
        tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    }

    private List<Statement> closedBody(String end, int line, String what) {
        endTag();
        List<Statement> body = body(Set.of(end), line, what);
        tokens.next();
        // {% endmacro name %} is allowed.
        if (tokens.current().kind() == Token.Kind.NAME) {
            tokens.next();
        }
        endTag();
        return body;
    }

    private Statement ifStatement(int line) {
        Expression condition = expressions.tuple();
        endTag();
        List<Statement> then = body(Set.of("elif", "else", "endif"), line, "if");
        Token tag = tokens.next();
        List<Statement> otherwise = switch (tag.text()) {
            case "elif" -> List.of(ifStatement(tag.line()));
            case "else" -> closedBody("endif", line, "if");
            default -> {
                endTag();
                yield List.of();
            }
        };
        return new Statement.If(condition, then, otherwise, line);
    }

    private Statement forStatement(int line) {
        List<String> targets = names();
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("'in'");
        }
        Expression items = expressions.tupleWithoutCondition();
        Optional<Expression> condition =
                tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        endTag();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"), line, "for");
        loops--;
        List<Statement> otherwise = List.of();
        if (tokens.next().text().equals("else")) {
            otherwise = closedBody("endfor", line, "for");
        } else {
            endTag();
        }
        return new Statement.For(targets, items, condition, body, otherwise, line);
    }

    private List<String> names() {
        boolean parentheses = tokens.skipOperator("(");
        List<String> names = new ArrayList<>(List.of(tokens.expectName()));
        while (tokens.skipOperator(",")) {
            names.add(tokens.expectName());
        }
        if (parentheses) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Statement set(int line) {
        if (tokens.following().is(Token.Kind.OPERATOR, ".")) {
            String object = tokens.expectName();
            tokens.next();
            String attribute = tokens.expectName();
            tokens.expectOperator("=");
            Expression value = expressions.tuple();
            endTag();
            return new Statement.SetAttribute(object, attribute, value, line);
        }
        List<String> names = names();
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple();
            endTag();
            return new Statement.SetNames(names, value, line);
        }
        if (names.size() > 1) {
            throw tokens.unexpected("'='");
        }
        Expression filtered = expressions.filters(new Expression.Name(Statement.Capture.BODY, line));
        return new Statement.Capture(Optional.of(names.getFirst()), filtered, closedBody("endset", line, "set"), line);
    }

    private Statement filterBlock(int line) {
        String name = tokens.expectName();
        CallArguments arguments = tokens.atOperator("(") ? expressions.arguments() : CallArguments.NONE;
        Expression first =
                new Expression.Filter(new Expression.Name(Statement.Capture.BODY, line), name, arguments, line);
        Expression filtered = expressions.filters(first);
        return new Statement.Capture(Optional.empty(), filtered, closedBody("endfilter", line, "filter"), line);
    }

    private Statement macro(int line) {
        String name = tokens.expectName();
        List<Parameter> parameters = parameters();
        return new Statement.Macro(name, parameters, bodyOutsideLoops("endmacro", line, "macro"), line);
    }

    private Statement callBlock(int line) {
        List<Parameter> parameters = tokens.atOperator("(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw new JinjaException(line, "'call' needs the call of a macro");
        }
        return new Statement.CallBlock(call, parameters, bodyOutsideLoops("endcall", line, "call"), line);
    }

    private Statement generation(int line) {
        return new Statement.Generation(bodyOutsideLoops("endgeneration", line, "generation"), line);
    }

    /** A body of its own: the loops around it cannot be left from within. */
    private List<Statement> bodyOutsideLoops(String end, int line, String what) {
        int around = loops;
        loops = 0;
        List<Statement> body = closedBody(end, line, what);
        loops = around;
        return body;
    }

    private List<Parameter> parameters() {
        tokens.expectOperator("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            String name = tokens.expectName();
            Optional<Expression> defaultValue =
                    tokens.skipOperator("=") ? Optional.of(expressions.expression()) : Optional.empty();
            parameters.add(new Parameter(name, defaultValue));
        }
        return parameters;
    }

    private Statement with(int line) {
        List<String> names = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (tokens.current().kind() != Token.Kind.BLOCK_END) {
            if (!names.isEmpty()) {
                tokens.expectOperator(",");
            }
            names.add(tokens.expectName());
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(names, values, closedBody("endwith", line, "with"), line);
    }

    private Statement loopControl(Statement statement) {
        if (loops == 0) {
            throw new JinjaException(statement.line(), "break and continue need a loop around them");
        }
        endTag();
        return statement;
    }
}

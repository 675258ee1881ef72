package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Optional;

/** A node that does something. */
sealed interface Statement {
    /** Line of the template. */
    int line();

    /** Text outside of tags. */
    record Text(String text, int line) implements Statement {}

    /** {@code {{ value }}}. */
    record Print(Expression value, int line) implements Statement {}

    /** {@code if}, with {@code elif} as a nested one in {@code otherwise}. */
    record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line) implements Statement {}

    /** {@code for targets in items if condition}. */
    record For(
            List<String> targets,
            Expression items,
            Optional<Expression> condition,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    /** {@code set a, b = value}. */
    record SetNames(List<String> names, Expression value, int line) implements Statement {}

    /** {@code set object.attribute = value}, for namespaces. */
    record SetAttribute(String object, String attribute, Expression value, int line) implements Statement {}

    /** {@code set name | filters} with a body; {@code filtered} is applied to the name {@link Capture#BODY}. */
    record Capture(Optional<String> name, Expression filtered, List<Statement> body, int line) implements Statement {
        /** Name under which the filters see the rendered body; no template can write it. */
        static final String BODY = " body";
    }

    /** {@code macro name(parameters)}. */
    record Macro(String name, List<Parameter> parameters, List<Statement> body, int line) implements Statement {}

    /** {@code call macro(…)} with a body that the macro renders by {@code caller()}. */
    record CallBlock(Expression.Call call, List<Parameter> parameters, List<Statement> body, int line)
            implements Statement {}

    /** {@code with a = 1, b = 2}. */
    record With(List<String> names, List<Expression> values, List<Statement> body, int line) implements Statement {}

    /** {@code generation}: what the assistant says. */
    record Generation(List<Statement> body, int line) implements Statement {}

    /** {@code break}. */
    record Break(int line) implements Statement {}

    /** {@code continue}. */
    record Continue(int line) implements Statement {}

    /** A macro's parameter. */
    record Parameter(String name, Optional<Expression> defaultValue) {}
}

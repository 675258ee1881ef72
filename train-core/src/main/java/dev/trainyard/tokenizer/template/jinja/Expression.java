package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node that has a value. */
sealed interface Expression {
    /** Line of the template. */
    int line();

    /** A constant. */
    record Literal(Object value, int line) implements Expression {}

    /** A variable. */
    record Name(String name, int line) implements Expression {}

    /** {@code [a, b]}, and tuples, which differ from lists in nothing that templates see. */
    record ListOf(List<Expression> items, int line) implements Expression {}

    /** {@code {k: v}}. */
    record DictOf(List<Expression> keys, List<Expression> values, int line) implements Expression {}

    /** {@code target.name}. */
    record Attribute(Expression target, String name, int line) implements Expression {}

    /** {@code target[index]}. */
    record Item(Expression target, Expression index, int line) implements Expression {}

    /** {@code target[from:to:step]}. */
    record Slice(
            Expression target, Optional<Expression> from, Optional<Expression> to, Optional<Expression> step, int line)
            implements Expression {}

    /** {@code target(…)}. */
    record Call(Expression target, CallArguments arguments, int line) implements Expression {}

    /** {@code value|name(…)}. */
    record Filter(Expression value, String name, CallArguments arguments, int line) implements Expression {}

    /** {@code value is name(…)}. */
    record Test(Expression value, String name, CallArguments arguments, int line) implements Expression {}

    /** {@code not}, {@code -} or {@code +} before a value. */
    record Unary(String operator, Expression value, int line) implements Expression {}

    /** Two values and an operator, {@code and}, {@code or}, {@code in} and comparisons included. */
    record Binary(String operator, Expression left, Expression right, int line) implements Expression {}

    /** {@code value if condition else otherwise}. */
    record Conditional(Expression condition, Expression value, Optional<Expression> otherwise, int line)
            implements Expression {}

    /** What stands within the parentheses of a call. */
    record CallArguments(List<Expression> positional, Map<String, Expression> named) {
        static final CallArguments NONE = new CallArguments(List.of(), Map.of());
    }
}

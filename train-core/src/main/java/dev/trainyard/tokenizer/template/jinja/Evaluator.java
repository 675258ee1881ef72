package dev.trainyard.tokenizer.template.jinja;

import dev.trainyard.tokenizer.template.jinja.Expression.CallArguments;
import dev.trainyard.tokenizer.template.jinja.Values.Namespace;
import dev.trainyard.tokenizer.template.jinja.Values.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives expressions their values. */
final class Evaluator {
    private final Budget budget;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    Object value(Expression expression, Scope scope) {
        budget.step(expression.line());
        try {
            return evaluate(expression, scope);
        } catch (JinjaException e) {
            throw e.line() > 0 || expression.line() == 0 ? e : located(expression.line(), e);
        }
    }

    private static JinjaException located(int line, JinjaException e) {
        String message = String.valueOf(e.getMessage());
        return e.raisedByTemplate() ? JinjaException.raised(line, message) : new JinjaException(line, message);
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Values.isTrue(value(expression, scope));
    }

    private Object evaluate(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> scope.value(name.name());
            case Expression.ListOf list -> values(list.items(), scope);
            case Expression.DictOf dict -> dict(dict, scope);
            case Expression.Attribute attribute -> attribute(value(attribute.target(), scope), attribute.name());
            case Expression.Item item -> item(value(item.target(), scope), value(item.index(), scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call call -> call(call, scope);
            case Expression.Filter filter ->
                Filters.apply(filter.name(), value(filter.value(), scope), arguments(filter.arguments(), scope));
            case Expression.Test test ->
                Checks.holds(test.name(), value(test.value(), scope), arguments(test.arguments(), scope));
            case Expression.Unary unary -> unary(unary, scope);
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Conditional conditional -> conditional(conditional, scope);
        };
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        expressions.forEach(expression -> values.add(value(expression, scope)));
        return values;
    }

    private Map<Object, Object> dict(Expression.DictOf dict, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < dict.keys().size(); i++) {
            map.put(value(dict.keys().get(i), scope), value(dict.values().get(i), scope));
        }
        return map;
    }

    private Object conditional(Expression.Conditional conditional, Scope scope) {
        if (isTrue(conditional.condition(), scope)) {
            return value(conditional.value(), scope);
        }
        return conditional
                .otherwise()
                .map(otherwise -> value(otherwise, scope))
                .orElseGet(() -> new Undefined("an 'if' without 'else' whose condition is false"));
    }

    /** {@code target.name}: methods first, then entries, as Python's getattr and getitem. */
    private static Object attribute(Object target, String name) {
        Optional<Object> found = switch (target) {
            case String text -> StringMethods.method(text, name).map(f -> f);
            case Map<?, ?> map ->
                CollectionMethods.ofDict(map, name).<Object>map(f -> f).or(() -> Optional.ofNullable(map.get(name)));
            case List<?> items -> CollectionMethods.ofList(items, name).map(f -> f);
            case Namespace namespace ->
                Optional.ofNullable(namespace.attributes().get(name));
            case Undefined undefined -> throw new JinjaException(0, "%s is undefined".formatted(undefined.what()));
            default -> Optional.empty();
        };
        return found.orElseGet(() -> new Undefined("'%s' of %s".formatted(name, Values.typeName(target))));
    }

    /** {@code target[index]}: what is not there is undefined. */
    static Object item(Object target, Object index) {
        Optional<?> found = switch (target) {
            case Map<?, ?> map -> Optional.ofNullable(map.get(index));
            case List<?> items
            when index instanceof Long i -> place(i, items.size()).map(items::get);
            case String text
            when index instanceof Long i -> place(i, PythonText.length(text)).map(at -> character(text, at));
            case Undefined undefined -> throw new JinjaException(0, "%s is undefined".formatted(undefined.what()));
            default -> Optional.empty();
        };
        if (found.isPresent()) {
            return found.get();
        }
        return index instanceof String name
                ? attribute(target, name)
                : new Undefined("item %s of %s".formatted(PythonPrint.repr(index), Values.typeName(target)));
    }

    private static Optional<Integer> place(long index, int size) {
        long at = index < 0 ? index + size : index;
        return at >= 0 && at < size ? Optional.of((int) at) : Optional.empty();
    }

    private static String character(String text, int at) {
        return Character.toString(text.codePointAt(text.offsetByCodePoints(0, at)));
    }

    private Object slice(Expression.Slice slice, Scope scope) {
        Object target = value(slice.target(), scope);
        Optional<Long> from = bound(slice.from(), scope);
        Optional<Long> to = bound(slice.to(), scope);
        long step = bound(slice.step(), scope).orElse(1L);
        List<Object> picked = Slices.pick(Values.items(target), from, to, step);
        return target instanceof String ? Slices.join(picked) : picked;
    }

    private Optional<Long> bound(Optional<Expression> expression, Scope scope) {
        return expression
                .map(e -> value(e, scope))
                .filter(value -> value != Values.NONE)
                .map(Values::integer);
    }

    private Object call(Expression.Call call, Scope scope) {
        Object target = value(call.target(), scope);
        if (target instanceof Function function) {
            return function.call(arguments(call.arguments(), scope));
        }
        throw new JinjaException(call.line(), "%s cannot be called".formatted(Values.typeName(target)));
    }

    Arguments arguments(CallArguments arguments, Scope scope) {
        if (arguments.positional().isEmpty() && arguments.named().isEmpty()) {
            return Arguments.NONE;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        arguments.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return new Arguments(values(arguments.positional(), scope), named);
    }

    private Object unary(Expression.Unary unary, Scope scope) {
        Object value = value(unary.value(), scope);
        return switch (unary.operator()) {
            case "not" -> !Values.isTrue(value);
            case "-" -> Arithmetic.apply("-", 0L, value);
            default -> Arithmetic.apply("+", 0L, value);
        };
    }

    private Object binary(Expression.Binary binary, Scope scope) {
        Object left = value(binary.left(), scope);
        if (binary.operator().equals("and")) {
            return Values.isTrue(left) ? value(binary.right(), scope) : left;
        }
        if (binary.operator().equals("or")) {
            return Values.isTrue(left) ? left : value(binary.right(), scope);
        }
        Object right = value(binary.right(), scope);
        Object result = switch (binary.operator()) {
            case "==" -> Values.equal(left, right);
            case "!=" -> !Values.equal(left, right);
            case "<" -> Values.compare(left, right) < 0;
            case "<=" -> Values.compare(left, right) <= 0;
            case ">" -> Values.compare(left, right) > 0;
            case ">=" -> Values.compare(left, right) >= 0;
            case "in" -> Values.contains(right, left);
            case "not in" -> !Values.contains(right, left);
            case "~" -> PythonPrint.str(left) + PythonPrint.str(right);
            default -> Arithmetic.apply(binary.operator(), left, right);
        };
        if (result instanceof String text) {
            Budget.length(text.length(), binary.line());
        }
        return result;
    }
}

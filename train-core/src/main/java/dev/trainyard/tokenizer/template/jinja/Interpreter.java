package dev.trainyard.tokenizer.template.jinja;

import dev.trainyard.tokenizer.template.jinja.Rendering.Span;
import dev.trainyard.tokenizer.template.jinja.Statement.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes statements; for one rendering. */
final class Interpreter {
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Budget budget = new Budget();
    private final Evaluator evaluator = new Evaluator(budget);
    private final List<Span> generated = new ArrayList<>();
    /** Where text goes: the result, or the text of a macro or of a set block. */
    private StringBuilder out = new StringBuilder();

    private boolean captured;
    private int loopDepth;

    Rendering render(List<Statement> template, Scope scope) {
        run(template, scope);
        return new Rendering(out.toString(), generated);
    }

    private Flow run(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            budget.step(statement.line());
            Flow flow = run(statement, scope);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Statement statement, Scope scope) {
        return switch (statement) {
            case Statement.Text text -> print(text.text(), text.line());
            case Statement.Print print -> print(PythonPrint.str(evaluator.value(print.value(), scope)), print.line());
            case Statement.If branch ->
                run(evaluator.isTrue(branch.condition(), scope) ? branch.then() : branch.otherwise(), scope);
            case Statement.For loop -> loop(loop, scope);
            case Statement.SetNames set -> set(set, scope);
            case Statement.SetAttribute set -> setAttribute(set, scope);
            case Statement.Capture capture -> capture(capture, scope);
            case Statement.Macro macro -> macro(macro, scope);
            case Statement.CallBlock block -> callBlock(block, scope);
            case Statement.With with -> with(with, scope);
            case Statement.Generation generation -> generation(generation, scope);
            case Statement.Break leave -> Flow.BREAK;
            case Statement.Continue next -> Flow.CONTINUE;
        };
    }

    private Flow print(String text, int line) {
        Budget.length((long) out.length() + text.length(), line);
        out.append(text);
        return Flow.ON;
    }

    private Flow loop(Statement.For loop, Scope scope) {
        List<Object> items = Values.items(evaluator.value(loop.items(), scope));
        loop.condition()
                .ifPresent(condition -> items.removeIf(item -> {
                    Scope inner = new Scope(scope);
                    bind(loop.targets(), item, inner, loop.line());
                    return !evaluator.isTrue(condition, inner);
                }));
        if (items.isEmpty()) {
            return run(loop.otherwise(), new Scope(scope));
        }
        loopDepth++;
        for (int i = 0; i < items.size(); i++) {
            budget.step(loop.line());
            Scope inner = new Scope(scope);
            inner.set("loop", new Values.Namespace(Loop.at(i, items, loopDepth - 1)));
            bind(loop.targets(), items.get(i), inner, loop.line());
            if (run(loop.body(), inner) == Flow.BREAK) {
                break;
            }
        }
        loopDepth--;
        return Flow.ON;
    }

    private static void bind(List<String> names, Object value, Scope scope, int line) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        List<Object> parts = Values.items(value);
        if (parts.size() != names.size()) {
            throw new JinjaException(
                    line, "%d values cannot be given to the %d names %s".formatted(parts.size(), names.size(), names));
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    private Flow set(Statement.SetNames set, Scope scope) {
        bind(set.names(), evaluator.value(set.value(), scope), scope, set.line());
        return Flow.ON;
    }

    private Flow setAttribute(Statement.SetAttribute set, Scope scope) {
        if (!(scope.value(set.object()) instanceof Values.Namespace namespace)) {
            throw new JinjaException(
                    set.line(), "only attributes of a namespace can be set, and '%s' is none".formatted(set.object()));
        }
        namespace.attributes().put(set.attribute(), evaluator.value(set.value(), scope));
        return Flow.ON;
    }

    private Flow capture(Statement.Capture capture, Scope scope) {
        Scope inner = new Scope(scope);
        inner.set(Statement.Capture.BODY, captured(capture.body(), inner));
        Object value = evaluator.value(capture.filtered(), inner);
        if (capture.name().isEmpty()) {
            return print(PythonPrint.str(value), capture.line());
        }
        scope.set(capture.name().get(), value);
        return Flow.ON;
    }

    private String captured(List<Statement> body, Scope scope) {
        StringBuilder around = out;
        boolean nested = captured;
        out = new StringBuilder();
        captured = true;
        run(body, scope);
        String text = out.toString();
        out = around;
        captured = nested;
        return text;
    }

    private Flow macro(Statement.Macro macro, Scope scope) {
        scope.set(macro.name(), function(macro.parameters(), macro.body(), scope, macro.line()));
        return Flow.ON;
    }

    private Function function(List<Parameter> parameters, List<Statement> body, Scope scope, int line) {
        return arguments -> {
            budget.enter();
            Scope inner = new Scope(scope);
            if (arguments.positional().size() > parameters.size()) {
                throw new JinjaException(
                        line,
                        "this macro takes %d arguments, but was called with %d"
                                .formatted(
                                        parameters.size(),
                                        arguments.positional().size()));
            }
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                Optional<Object> given = arguments.find(i, parameter.name());
                inner.set(parameter.name(), given.orElseGet(() -> defaultOf(parameter, inner)));
            }
            Optional.ofNullable(arguments.named().get("caller")).ifPresent(caller -> inner.set("caller", caller));
            String text = captured(body, inner);
            budget.leave();
            return text;
        };
    }

    private Object defaultOf(Parameter parameter, Scope scope) {
        return parameter
                .defaultValue()
                .map(value -> evaluator.value(value, scope))
                .orElseGet(() -> new Values.Undefined("'" + parameter.name() + "'"));
    }

    private Flow callBlock(Statement.CallBlock block, Scope scope) {
        Object target = evaluator.value(block.call().target(), scope);
        if (!(target instanceof Function macro)) {
            throw new JinjaException(block.line(), "%s cannot be called".formatted(Values.typeName(target)));
        }
        Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        named.put("caller", function(block.parameters(), block.body(), scope, block.line()));
        return print(PythonPrint.str(macro.call(new Arguments(arguments.positional(), named))), block.line());
    }

    private Flow with(Statement.With with, Scope scope) {
        Scope inner = new Scope(scope);
        for (int i = 0; i < with.names().size(); i++) {
            inner.set(with.names().get(i), evaluator.value(with.values().get(i), scope));
        }
        return run(with.body(), inner);
    }

    private Flow generation(Statement.Generation generation, Scope scope) {
        int start = out.length();
        run(generation.body(), new Scope(scope));
        if (!captured) {
            generated.add(new Span(start, out.length()));
        }
        return Flow.ON;
    }
}

package dev.trainyard.tokenizer.template.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A parsed template.
 *
 * <p>Thread-safety: immutable; may be rendered from several threads at once.
 */
public final class JinjaTemplate {
    private final List<Statement> statements;

    private JinjaTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Parses a template.
     *
     * @throws JinjaException with the line where it is not a template of the subset
     */
    public static JinjaTemplate parse(String template) {
        return new JinjaTemplate(TemplateParser.parse(template));
    }

    /**
     * Renders the template with the names it sees: strings, numbers, booleans, lists, maps and nulls. The rendering is
     * bounded in steps, depth and length.
     *
     * @param clock for {@code strftime_now}
     * @throws JinjaException if the template refuses its input, or uses what is not there
     */
    public Rendering render(Map<String, ?> context, Clock clock) {
        Scope scope = new Scope(Globals.scope(clock));
        context.forEach((name, value) -> scope.set(name, Values.of(value)));
        return new Interpreter().render(statements, scope);
    }
}

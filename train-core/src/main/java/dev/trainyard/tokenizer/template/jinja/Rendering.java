package dev.trainyard.tokenizer.template.jinja;

import java.util.List;

/**
 * What a template made.
 *
 * @param generated places of what stood within {@code generation} tags, in order; empty if the template has none
 */
public record Rendering(String text, List<Span> generated) {
    /** The chars {@code start} until {@code end} of the text. */
    public record Span(int start, int end) {}

    public Rendering {
        generated = List.copyOf(generated);
    }
}

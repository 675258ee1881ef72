package dev.trainyard.tokenizer.template.jinja;

/** What one rendering may use, so that a template that never ends, or prints without end, is an error. */
final class Budget {
    private static final int STEPS = 20_000_000;
    private static final int CHARS = 64 << 20;
    private static final int CALLS = 100;

    private int steps;
    private int calls;

    void step(int line) {
        if (++steps > STEPS) {
            throw new JinjaException(line, "the template did not end after %d steps".formatted(STEPS));
        }
    }

    void enter() {
        if (++calls > CALLS) {
            throw new JinjaException(0, "macros call each other more than %d deep".formatted(CALLS));
        }
    }

    void leave() {
        calls--;
    }

    static void length(long chars, int line) {
        if (chars > CHARS) {
            throw new JinjaException(line, "the template makes a text of more than %d characters".formatted(CHARS));
        }
    }
}

package dev.trainyard.tokenizer.template.jinja;

/** A template that cannot be parsed or rendered, with the line it concerns. */
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean raisedByTemplate;

    JinjaException(int line, String message) {
        this(line, message, false);
    }

    private JinjaException(int line, String message, boolean raisedByTemplate) {
        super(line > 0 ? "line " + line + ": " + message : message);
        this.line = line;
        this.raisedByTemplate = raisedByTemplate;
    }

    /** The template itself refused its input, by {@code raise_exception}. */
    static JinjaException raised(int line, String message) {
        return new JinjaException(line, message, true);
    }

    /** Line of the template, counted from 1; 0 where none is to blame. */
    public int line() {
        return line;
    }

    /** Whether the template refused its input, rather than being wrong itself. */
    public boolean raisedByTemplate() {
        return raisedByTemplate;
    }
}

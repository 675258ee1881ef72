package dev.trainyard.tokenizer.template.jinja;

/** A piece of a template's source. */
record Token(Kind kind, String text, int line) {
    /** Text between tags, the tags' delimiters, and what stands within them. */
    enum Kind {
        TEXT,
        PRINT_BEGIN,
        PRINT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        INTEGER,
        FLOAT,
        STRING,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }

    String describe() {
        return switch (kind) {
            case END -> "the end of the template";
            case PRINT_END, BLOCK_END -> "the end of the tag";
            case TEXT, PRINT_BEGIN, BLOCK_BEGIN, NAME, INTEGER, FLOAT, STRING, OPERATOR -> "'" + text + "'";
        };
    }
}

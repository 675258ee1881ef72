package dev.trainyard.tokenizer.template.jinja;

/** Something a template can call. */
@FunctionalInterface
interface Function {
    /** The result; failures are thrown as {@link JinjaException} without a line, which the caller adds. */
    Object call(Arguments arguments);
}

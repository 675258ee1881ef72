/**
 * The subset of Jinja2 that chat templates are written in, with the settings of {@code transformers}: blocks are
 * trimmed, undefined names print nothing, values cannot be changed, and nothing of Java can be reached. Imports: JDK.
 */
@NullMarked
package dev.trainyard.tokenizer.template.jinja;

import org.jspecify.annotations.NullMarked;

/**
 * Chat templates: the Jinja subset that models of the Hugging Face hub use, rendered as {@code transformers} does, and
 * the places of the assistant's turns in what was rendered. Imports: JDK, Jackson, {@code tokenizer}, {@code failure}.
 */
@NullMarked
package dev.trainyard.tokenizer.template;

import org.jspecify.annotations.NullMarked;

/**
 * Metrics of generated text and of labels, each a pure function of an answer and what was expected of it. Nothing here
 * knows a model, a file or the service.
 *
 * <p>May import: JDK.
 */
@NullMarked
package dev.trainyard.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

/**
 * Checks of the form of an answer, in the way of IFEval: each one deterministic, strict and loose.
 *
 * <p>May import: JDK, Jackson.
 */
@NullMarked
package dev.trainyard.evaluation.metrics.format;

import org.jspecify.annotations.NullMarked;

/**
 * What an evaluation is, what it measures, and when a version passes its gate.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.evaluation.domain;

import org.jspecify.annotations.NullMarked;

/**
 * How sure a measured number is: values of many rows by sums, bootstrap intervals, paired tests of two models.
 *
 * <p>May import: JDK, metrics.
 */
@NullMarked
package dev.trainyard.evaluation.statistics;

import org.jspecify.annotations.NullMarked;

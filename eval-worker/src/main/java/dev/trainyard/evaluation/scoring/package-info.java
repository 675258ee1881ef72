/**
 * The program that scores a model folder on a file of rows, in a JVM of its own. Nothing of the service is known here.
 *
 * <p>May import: JDK, Jackson, train-core, supervisor, metrics, statistics.
 */
@NullMarked
package dev.trainyard.evaluation.scoring;

import org.jspecify.annotations.NullMarked;

/**
 * The settings of eval-worker.
 *
 * <p>May import: JDK, artifacts, SmallRye Config, Jakarta CDI and Validation.
 */
@NullMarked
package dev.trainyard.evaluation.config;

import org.jspecify.annotations.NullMarked;

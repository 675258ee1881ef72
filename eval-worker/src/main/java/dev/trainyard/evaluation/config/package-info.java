/**
 * The settings of eval-worker.
 *
 * <p>May import: JDK, artifacts, hub, SLF4J, Quarkus' events, MicroProfile and SmallRye Config, Jakarta CDI and Validation.
 */
@NullMarked
package dev.trainyard.evaluation.config;

import org.jspecify.annotations.NullMarked;

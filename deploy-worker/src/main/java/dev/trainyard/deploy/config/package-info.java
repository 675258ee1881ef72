/**
 * The settings of deploy-worker.
 *
 * <p>May import: JDK, artifacts, SmallRye Config, Jakarta CDI and Validation.
 */
@NullMarked
package dev.trainyard.deploy.config;

import org.jspecify.annotations.NullMarked;

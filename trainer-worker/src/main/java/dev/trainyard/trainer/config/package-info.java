/**
 * Settings of the service.
 *
 * <p>May import: JDK, SmallRye Config, Jakarta Validation.
 */
@NullMarked
package dev.trainyard.trainer.config;

import org.jspecify.annotations.NullMarked;

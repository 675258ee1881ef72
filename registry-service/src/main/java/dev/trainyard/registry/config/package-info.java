/**
 * The settings of the service.
 *
 * <p>May import: JDK, artifacts, SmallRye Config, Jakarta Validation, CDI.
 */
@NullMarked
package dev.trainyard.registry.config;

import org.jspecify.annotations.NullMarked;

/**
 * Readiness, and numbers for the monitoring.
 *
 * <p>May import: app, messaging, config, contracts, Micrometer, MicroProfile Health.
 */
@NullMarked
package dev.trainyard.trainer.health;

import org.jspecify.annotations.NullMarked;

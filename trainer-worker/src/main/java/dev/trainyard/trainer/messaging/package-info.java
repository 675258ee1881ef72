/**
 * Kafka: the queue of training requests, and control events.
 *
 * <p>May import: domain, app, config, contracts, messaging.
 */
@NullMarked
package dev.trainyard.trainer.messaging;

import org.jspecify.annotations.NullMarked;

/**
 * What arrives over Kafka.
 *
 * <p>May import: JDK, contracts, messaging, app, MicroProfile Reactive Messaging, Kafka records.
 */
@NullMarked
package dev.trainyard.evaluation.messaging;

import org.jspecify.annotations.NullMarked;

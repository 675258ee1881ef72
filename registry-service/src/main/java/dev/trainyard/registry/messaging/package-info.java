/**
 * Takes training events from Kafka.
 *
 * <p>May import: JDK, app, contracts, messaging module, Quarkus Messaging, Kafka clients.
 */
@NullMarked
package dev.trainyard.registry.messaging;

import org.jspecify.annotations.NullMarked;

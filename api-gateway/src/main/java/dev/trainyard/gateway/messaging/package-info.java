/**
 * Kafka channels: hands each event to the use case.
 *
 * <p>May import: app, contracts, messaging module, Reactive Messaging.
 */
@NullMarked
package dev.trainyard.gateway.messaging;

import org.jspecify.annotations.NullMarked;

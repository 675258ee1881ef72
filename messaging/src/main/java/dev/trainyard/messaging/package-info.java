/**
 * Moves events between a service's database and Kafka, so that a state change and its event are one transaction and
 * each event is handled once.
 *
 * <p>May import: JDK, contracts, Jakarta EE, Quarkus, Kafka clients, Micrometer, slf4j.
 */
@NullMarked
package dev.trainyard.messaging;

import org.jspecify.annotations.NullMarked;

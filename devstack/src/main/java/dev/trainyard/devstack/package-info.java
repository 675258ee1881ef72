/**
 * Kafka and PostgreSQL without Docker, each in a process of its own, for the development stack and the tests.
 *
 * <p>May import: JDK, slf4j, contracts, supervisor, Kafka, the PostgreSQL driver, Apache Commons Compress; in the test
 * resource alone, Quarkus test and Testcontainers.
 */
@NullMarked
package dev.trainyard.devstack;

import org.jspecify.annotations.NullMarked;

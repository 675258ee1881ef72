/**
 * The whole platform on one machine without Docker: Kafka, PostgreSQL and the services as child processes.
 *
 * <p>May import: contracts, supervisor, devstack, Jackson, JDK. Starts the services, never links them.
 */
@NullMarked
package dev.trainyard.devkit.stack;

import org.jspecify.annotations.NullMarked;

/** What the integration tests need beside Kafka and PostgreSQL. */
@NullMarked
package dev.trainyard.gateway.stack;

import org.jspecify.annotations.NullMarked;

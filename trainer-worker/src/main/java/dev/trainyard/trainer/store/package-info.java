/**
 * Job runs in PostgreSQL.
 *
 * <p>May import: domain, contracts, JDBC.
 */
@NullMarked
package dev.trainyard.trainer.store;

import org.jspecify.annotations.NullMarked;

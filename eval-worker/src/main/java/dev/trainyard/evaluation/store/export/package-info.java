/**
 * Exports in PostgreSQL.
 *
 * <p>May import: JDK, contracts, domain, Jakarta CDI and Persistence, Hibernate with Panache.
 */
@NullMarked
package dev.trainyard.evaluation.store.export;

import org.jspecify.annotations.NullMarked;

/**
 * Models and versions in PostgreSQL.
 *
 * <p>May import: JDK, domain, contracts, Hibernate ORM with Panache.
 */
@NullMarked
package dev.trainyard.registry.store;

import org.jspecify.annotations.NullMarked;

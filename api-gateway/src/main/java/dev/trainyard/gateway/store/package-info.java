/**
 * Tables of the schema gateway, and the database notifications that wake followers.
 *
 * <p>May import: domain, contracts, JDBC.
 */
@NullMarked
package dev.trainyard.gateway.store;

import org.jspecify.annotations.NullMarked;

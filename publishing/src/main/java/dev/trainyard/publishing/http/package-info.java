/**
 * Requests to servers of others: with limits of time, tried again where that may help, with bodies from files.
 *
 * <p>May import: JDK, Jackson, SLF4J, contracts, hub.
 */
@NullMarked
package dev.trainyard.publishing.http;

import org.jspecify.annotations.NullMarked;

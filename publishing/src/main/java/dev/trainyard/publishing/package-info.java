/**
 * Brings versions of models to the servers of others, makes them current there, and takes both back. What a service
 * needs of it is {@link dev.trainyard.publishing.Destination}.
 *
 * <p>May import: JDK, Jackson, SLF4J, contracts, hub, model-files.
 */
@NullMarked
package dev.trainyard.publishing;

import org.jspecify.annotations.NullMarked;

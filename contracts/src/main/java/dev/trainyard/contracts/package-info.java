/**
 * What the services say to each other: ids, job spec, events, topics, error codes and their codec.
 *
 * <p>Data only: no I/O, no framework, no logic beyond validation and encoding. May import: JDK, Jackson.
 */
@NullMarked
package dev.trainyard.contracts;

import org.jspecify.annotations.NullMarked;

/**
 * What others ask of registry-service.
 *
 * <p>May import: JDK, contracts, Jackson.
 */
@NullMarked
package dev.trainyard.registryclient;

import org.jspecify.annotations.NullMarked;

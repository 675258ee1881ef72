/**
 * The families we have, and how a model folder becomes a model.
 *
 * <p>May import: JDK, Jackson, {@code checkpoint}, {@code failure}, {@code model} and every family below it, {@code
 * nn}, {@code tensor}.
 */
@NullMarked
package dev.trainyard.model.family;

import org.jspecify.annotations.NullMarked;

/**
 * What every model family offers: a language model, its config, and the family that makes them.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code nn}, {@code tensor}. Each family is a package below this one;
 * families never import each other, and only {@code model.family} imports them.
 */
@NullMarked
package dev.trainyard.model;

import org.jspecify.annotations.NullMarked;

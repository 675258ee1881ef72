/**
 * The parts transformer families are built of, and where a model gets its weights from.
 *
 * <p>May import: JDK, {@code failure}, {@code tensor}. Knows no family, no adapter and no file format.
 */
@NullMarked
package dev.trainyard.nn;

import org.jspecify.annotations.NullMarked;

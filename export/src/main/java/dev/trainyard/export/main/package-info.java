/**
 * The program that exports one model as a process of its own.
 *
 * <p>May import: JDK, Jackson, {@code export}, {@code supervisor} and train-core.
 */
@NullMarked
package dev.trainyard.export.main;

import org.jspecify.annotations.NullMarked;

/**
 * The program that trains one model as a process of its own, and tells its parent by JSON lines.
 *
 * <p>May import: JDK, Jackson, slf4j, {@code train}, {@code distributed}, {@code tensor},
 * {@code failure}.
 */
@NullMarked
package dev.trainyard.train.main;

import org.jspecify.annotations.NullMarked;

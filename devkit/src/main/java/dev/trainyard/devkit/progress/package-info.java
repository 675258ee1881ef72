/**
 * Follows a job, or the start of a stack, and shows how far it is: a live bar on a terminal, plain lines elsewhere.
 *
 * <p>May import: {@code devkit.client}, {@code devkit.stack}, {@code devkit.terminal}, JDK.
 */
@NullMarked
package dev.trainyard.devkit.progress;

import org.jspecify.annotations.NullMarked;

/**
 * The commands: parse arguments, call what does the work, print, choose the exit code.
 *
 * <p>May import: every package of {@code devkit}, contracts, picocli, JDK.
 */
@NullMarked
package dev.trainyard.devkit.cli;

import org.jspecify.annotations.NullMarked;

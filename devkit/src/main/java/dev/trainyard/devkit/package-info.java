/**
 * The command line {@code ./trainyard}: its entry point alone.
 *
 * <p>May import: {@code devkit.cli}, {@code devkit.terminal}, picocli, JDK.
 */
@NullMarked
package dev.trainyard.devkit;

import org.jspecify.annotations.NullMarked;

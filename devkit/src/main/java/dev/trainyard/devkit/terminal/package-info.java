/**
 * What the user sees: lines, a line that is redrawn, tables, bars. Knows nothing of jobs or services.
 *
 * <p>May import: JDK.
 */
@NullMarked
package dev.trainyard.devkit.terminal;

import org.jspecify.annotations.NullMarked;

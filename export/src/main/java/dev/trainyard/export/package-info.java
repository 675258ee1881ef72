/**
 * Trained models in the formats of other programs. An export is written, read back, compared with its source, and only
 * then put in its place, with a report.
 *
 * <p>May import: JDK, Jackson, everything below it and train-core.
 */
@NullMarked
package dev.trainyard.export;

import org.jspecify.annotations.NullMarked;

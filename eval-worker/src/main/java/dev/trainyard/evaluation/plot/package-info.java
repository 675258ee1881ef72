/**
 * Plots as SVG that is readable on light and dark pages.
 *
 * <p>May import: JDK.
 */
@NullMarked
package dev.trainyard.evaluation.plot;

import org.jspecify.annotations.NullMarked;

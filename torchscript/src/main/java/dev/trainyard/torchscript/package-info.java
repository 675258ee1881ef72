/**
 * Classifiers in TorchScript, from text to probabilities; the program itself runs in another process.
 *
 * <p>May import: JDK, Jackson, supervisor, train-core.
 */
@NullMarked
package dev.trainyard.torchscript;

import org.jspecify.annotations.NullMarked;

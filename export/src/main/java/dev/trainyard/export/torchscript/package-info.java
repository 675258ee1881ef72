/**
 * Classifiers as programs in TorchScript.
 *
 * <p>May import: JDK, {@code export.parity} and of train-core {@code checkpoint}, {@code failure}, {@code model}, {@code
 * model.bert} and {@code tensor}.
 */
@NullMarked
package dev.trainyard.export.torchscript;

import org.jspecify.annotations.NullMarked;

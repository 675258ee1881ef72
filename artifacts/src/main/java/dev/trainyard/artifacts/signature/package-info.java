/**
 * Signs the files of a model, and verifies that they are what was signed: OpenSSF Model Signing 1.0 with bare keys, as
 * the Python package {@code model_signing} does.
 *
 * <p>May import: JDK, contracts, artifacts, Jackson.
 */
@NullMarked
package dev.trainyard.artifacts.signature;

import org.jspecify.annotations.NullMarked;

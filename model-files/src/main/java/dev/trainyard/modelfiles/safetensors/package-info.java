/**
 * The headers of safetensors files, checked against themselves and the size of the file; no tensor is read here.
 *
 * <p>May import: JDK, Jackson.
 */
@NullMarked
package dev.trainyard.modelfiles.safetensors;

import org.jspecify.annotations.NullMarked;

/**
 * The headers of GGUF files, checked against themselves and the size of the file; no tensor is read here.
 *
 * <p>May import: JDK.
 */
@NullMarked
package dev.trainyard.modelfiles.gguf;

import org.jspecify.annotations.NullMarked;

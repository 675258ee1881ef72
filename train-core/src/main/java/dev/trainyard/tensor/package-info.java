/**
 * Tensors, their memory, random numbers and the native libraries: everything libtorch is used for, and nothing else
 * of the library sees libtorch.
 *
 * <p>May import: JDK, {@code dev.trainyard.failure}, {@code org.bytedeco}. The only package that imports the latter.
 */
@NullMarked
package dev.trainyard.tensor;

import org.jspecify.annotations.NullMarked;

/**
 * The program that runs TorchScript with DJL's PyTorch engine. Its libtorch has the library names of train-core's, so it
 * is a process of its own that knows nothing of train-core.
 *
 * <p>May import: JDK, DJL.
 */
@NullMarked
package dev.trainyard.torchscript.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The training run: configuration, the one training loop, validation, checkpoints of a run, the files and events it
 * reports by, and the whole flow from a data file to an exported model.
 *
 * <p>May import: JDK, Jackson, slf4j and all packages of train-core except single model families ({@code model.*} below
 * the registry of families).
 */
@NullMarked
package dev.trainyard.train;

import org.jspecify.annotations.NullMarked;

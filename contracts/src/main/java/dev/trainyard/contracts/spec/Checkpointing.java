package dev.trainyard.contracts.spec;

/**
 * When a job can be taken up again from.
 *
 * @param everySteps optimizer steps between checkpoints; 0 = only at the end of an epoch
 * @param everyEpoch whether the end of each epoch is kept as well
 * @param keepLast how many are kept beside the best one; older ones are deleted
 */
public record Checkpointing(int everySteps, boolean everyEpoch, int keepLast) {}

package dev.trainyard.contracts.spec;

/**
 * Over how many processes the job is spread.
 *
 * @param distributed whether more than one process trains
 * @param worldSize number of processes, each with {@code batch_size} rows of a step
 */
public record Distribution(boolean distributed, int worldSize) {}

package dev.trainyard.contracts.spec;

/**
 * Over how many processes the job is spread.
 *
 * @param distributed whether more than one process trains
 * @param worldSize number of processes
 */
public record Distribution(boolean distributed, int worldSize) {}

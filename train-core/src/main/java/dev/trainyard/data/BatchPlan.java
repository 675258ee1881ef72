package dev.trainyard.data;

/**
 * Which rows go through the model together. Every epoch has the same number of batches, and the same address always
 * gives the same rows. Thread-safety: immutable.
 */
public interface BatchPlan {
    /** Number of batches of every epoch. */
    int perEpoch();

    /** The batches of an epoch, counted from 0: of each the indices of its rows. */
    int[][] epoch(int epoch);
}

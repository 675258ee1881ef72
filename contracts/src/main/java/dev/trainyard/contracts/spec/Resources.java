package dev.trainyard.contracts.spec;

/**
 * Where the job runs and when its turn comes.
 *
 * @param pool queue of workers that may take it
 * @param gpus GPUs needed; 0 = trains on CPUs
 */
public record Resources(String pool, Priority priority, int gpus) {

    /** Order among waiting jobs. */
    public enum Priority {
        LOW,
        NORMAL,
        HIGH
    }
}

package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.spec.JobSpec;

/**
 * What a worker has for one job.
 *
 * @param processes that train together at most
 * @param gpus one for each of the processes that ask for one
 */
public record Offer(String workerId, int processes, int gpus) {
    /** Whether a job can run there. */
    public boolean suffices(JobSpec spec) {
        return spec.training().worldSize() <= processes && spec.resources().gpus() <= gpus;
    }

    @Override
    public String toString() {
        return "worker %s has room for %s and %s"
                .formatted(workerId, count(processes, "process", "processes"), count(gpus, "GPU", "GPUs"));
    }

    /** A number of things in words. */
    static String count(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}

package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.spec.JobSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides what a worker does with a job that it has no room for: another one takes it, now or when it is free; where none
 * could, the job fails.
 *
 * @param mostDeliveries deliveries of one request before it is put at the end of the queue, or the job fails
 */
public record PassPolicy(int mostDeliveries) {
    /**
     * What to do with the job; empty where this worker can run it.
     *
     * @param others offers of all workers that are alive
     * @param delivery how often the queue delivered the request, this time included
     */
    public Optional<Decision> decide(JobSpec spec, Offer own, List<Offer> others, int delivery) {
        if (own.suffices(spec)) {
            return Optional.empty();
        }
        boolean last = delivery >= mostDeliveries;
        if (last && others.stream().noneMatch(offer -> offer.suffices(spec))) {
            return Optional.of(new Decision.GiveUp(nobody(spec, own, others)));
        }
        return Optional.of(new Decision.Pass(last));
    }

    private static Failure nobody(JobSpec spec, Offer own, List<Offer> others) {
        String offers = others.isEmpty()
                ? own.toString()
                : others.stream().map(Offer::toString).collect(Collectors.joining("; "));
        return new Failure(
                ErrorCode.INVALID_SPEC,
                ("the job asks for %s (training.world_size) and %s (resources.gpus), which no worker has:"
                                + " %s. Ask for what one of them has, or run workers with more (docs/guides/gpu.md,"
                                + " trainyard.worker.max-ranks); then start the job again")
                        .formatted(
                                Offer.count(spec.training().worldSize(), "process", "processes"),
                                Offer.count(spec.resources().gpus(), "GPU", "GPUs"),
                                offers));
    }
}

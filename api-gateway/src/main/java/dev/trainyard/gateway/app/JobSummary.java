package dev.trainyard.gateway.app;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.gateway.domain.StageProgress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The short view of a job that goes with each of its events. */
public record JobSummary(
        JobId id,
        String name,
        JobStatus status,
        boolean settled,
        double progress,
        long step,
        long totalSteps,
        double currentEpoch,
        double totalEpochs,
        Map<String, Double> metrics,
        int attempt,
        Optional<Instant> startTime,
        Optional<Instant> estimatedCompletion,
        Optional<Double> etaSeconds,
        List<StageProgress> stages) {

    /** The view of a job as it is now. */
    public static JobSummary of(Job job) {
        return new JobSummary(
                job.id(),
                job.spec().name(),
                job.status(),
                job.settled(),
                job.progressShare(),
                job.progress().step(),
                job.progress().totalSteps(),
                job.progress().epoch(),
                job.spec().hyperparameters().epochs(),
                new TreeMap<>(job.progress().metrics()),
                job.state().attempt(),
                job.startTime(),
                job.progress().estimatedCompletion(),
                job.progress().etaSeconds(),
                job.stages().all());
    }
}

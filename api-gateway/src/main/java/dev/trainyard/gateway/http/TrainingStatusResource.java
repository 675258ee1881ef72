package dev.trainyard.gateway.http;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.app.Jobs;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobFilter;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.rest.Answer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All jobs that are under way, in short. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
public class TrainingStatusResource {
    private static final int MOST = 500;
    private static final Set<JobStatus> UNDER_WAY =
            EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELLING);

    private final Jobs jobs;

    TrainingStatusResource(Jobs jobs) {
        this.jobs = jobs;
    }

    /** How far a job is. */
    public record TrainingStatus(
            JobId id,
            String name,
            JobStatus status,
            double progress,
            double currentEpoch,
            Map<String, Double> metrics,
            Optional<Instant> startTime,
            Optional<Instant> estimatedCompletion) {
        static TrainingStatus of(Job job) {
            return new TrainingStatus(
                    job.id(),
                    job.spec().name(),
                    job.status(),
                    job.progressShare(),
                    job.progress().epoch(),
                    new TreeMap<>(job.progress().metrics()),
                    job.startTime(),
                    job.progress().estimatedCompletion());
        }
    }

    @GET
    @Path("/api/training/training_status")
    @Operation(summary = "Queued and running jobs")
    public Answer<List<TrainingStatus>> status() {
        JobFilter filter = new JobFilter(UNDER_WAY, MOST, Optional.empty());
        return Answer.of(jobs.list(filter).stream().map(TrainingStatus::of).toList());
    }

    @GET
    @Path("/training_status")
    @Operation(summary = "Queued and running jobs", description = "The same as /api/training/training_status.")
    public Answer<List<TrainingStatus>> statusAtRoot() {
        return status();
    }
}

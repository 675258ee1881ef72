package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.gateway.app.JobLogs;
import dev.trainyard.gateway.app.JobPreparation;
import dev.trainyard.gateway.app.JobPreparations;
import dev.trainyard.gateway.app.Jobs;
import dev.trainyard.gateway.app.MetricsHistory;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobFilter;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.gateway.domain.Submission;
import dev.trainyard.rest.Answer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Training jobs. */
@Path("/api/training/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
public class JobResource {
    private static final int LONGEST_KEY = 200;

    private final Jobs jobs;
    private final JobLogs logs;
    private final MetricsHistory history;
    private final JobPreparations preparations;
    private final SubmissionMeters meters;

    JobResource(
            Jobs jobs, JobLogs logs, MetricsHistory history, JobPreparations preparations, SubmissionMeters meters) {
        this.jobs = jobs;
        this.logs = logs;
        this.preparations = preparations;
        this.history = history;
        this.meters = meters;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Submit a job",
            description = "Takes a job spec as JSON or YAML. A spec with problems is refused with 422 and all of them;"
                    + " an accepted job cannot get lost. With `dry_run=true` nothing is queued or kept: the answer is 200"
                    + " with the spec as it would run, every default filled in and every path resolved, or the same 422."
                    + " A submission that is repeated with its `Idempotency-Key` is answered with 200 and the job it"
                    + " led to.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = JobSpec.class)),
                @Content(mediaType = "application/yaml", schema = @Schema(implementation = JobSpec.class))
            })
    @APIResponse(responseCode = "201", description = "`data` is the accepted job")
    @APIResponse(
            responseCode = "200",
            description =
                    "With `dry_run=true`: `data.spec` is the spec as it would run; repeated with its key: the job")
    @APIResponse(responseCode = "409", description = "The key belongs to another submission")
    @APIResponse(responseCode = "422", description = "All problems of the spec, as problem+json")
    public Response submit(
            String spec,
            @HeaderParam("Idempotency-Key") @Size(min = 1, max = LONGEST_KEY) @Nullable String key,
            @QueryParam("start") @DefaultValue("true") boolean start,
            // Not a boolean: whatever is not true would be false, and the job would run.
            @QueryParam("dry_run") @DefaultValue("false") @Pattern(regexp = "true|false") String dryRun) {
        String document = spec == null ? "" : spec;
        if (dryRun.equals("true")) {
            return Response.ok(Answer.of(new DryRun(jobs.resolve(document)))).build();
        }
        if (key == null) {
            return created(meters.measured(() -> jobs.accept(jobs.resolve(document), start)));
        }
        Submission submission = Submission.of(key, document, start);
        Optional<Job> before = jobs.acceptedBefore(submission);
        return before.isPresent()
                ? Response.ok(Answer.of(JobView.whole(before.get()))).build()
                : created(meters.measured(() -> jobs.accept(jobs.resolve(document), start, submission)));
    }

    private static Response created(Job job) {
        return Response.created(URI.create("/api/training/jobs/" + job.id()))
                .entity(Answer.of(JobView.whole(job)))
                .build();
    }

    /** What a submission would run. */
    public record DryRun(JobSpec spec) {}

    @GET
    @Operation(
            summary = "List jobs, newest first",
            description =
                    "`status` takes one status or several divided by commas; `after` the id of the last job of the"
                            + " page before.")
    public Answer<List<JobView>> list(
            @QueryParam("status") Optional<String> status,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit,
            @QueryParam("after") Optional<String> after) {
        JobFilter filter = new JobFilter(statuses(status.orElse("")), limit, after.map(JobResource::cursor));
        return Answer.of(jobs.list(filter).stream().map(JobView::inList).toList());
    }

    private static Set<JobStatus> statuses(String text) {
        Set<JobStatus> statuses = EnumSet.noneOf(JobStatus.class);
        for (String name : text.split(",", -1)) {
            if (!name.isBlank()) {
                statuses.add(Arrays.stream(JobStatus.values())
                        .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(name.strip()))
                        .findFirst()
                        .orElseThrow(() -> new TrainyardException(
                                ErrorCode.INVALID_REQUEST,
                                "status is \"" + name + "\", expected one of created, queued, running, cancelling,"
                                        + " succeeded, failed, cancelled")));
            }
        }
        return statuses;
    }

    private static JobId cursor(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "after is \"" + text + "\", expected a job id", e);
        }
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Show a job")
    public Answer<JobView> job(@PathParam("id") String id) {
        return Answer.of(JobView.whole(jobs.job(JobIds.known(id))));
    }

    @POST
    @Path("/{id}/start")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Start a job",
            description = "Hands a created, failed or cancelled job to the queue; it goes on from its last checkpoint.")
    public Answer<JobView> start(@PathParam("id") String id) {
        return Answer.of(JobView.whole(jobs.start(JobIds.known(id))));
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Cancel a job",
            description = "A running job writes a checkpoint and ends; it can be started again.")
    public Answer<JobView> cancel(@PathParam("id") String id) {
        return Answer.of(JobView.whole(jobs.cancel(JobIds.known(id), "asked for by the user")));
    }

    @GET
    @Path("/{id}/logs")
    @Produces("text/plain; charset=utf-8")
    @Operation(summary = "The end of a job's logs", description = "What training reported, then what its worker wrote.")
    public String logs(
            @PathParam("id") String id, @QueryParam("lines") @DefaultValue("200") @Min(1) @Max(10_000) int lines) {
        return logs.tail(jobs.job(JobIds.known(id)).id(), lines);
    }

    @GET
    @Path("/{id}/preparation")
    @Operation(
            summary = "What was found out before the first step",
            description = "Rows and tokens, the first rows as the model gets them, estimated memory, forecast time and"
                    + " cost; at the end what it took. 404 until a worker has prepared the job.")
    public Answer<JobPreparation> preparation(@PathParam("id") String id) {
        return Answer.of(preparations.of(jobs.job(JobIds.known(id)).id()));
    }

    @GET
    @Path("/{id}/metrics")
    @Operation(
            summary = "The course of a job's metrics",
            description = "At most 512 points of training and 512 of validation, spread evenly.")
    public Answer<MetricsHistory.Course> metrics(@PathParam("id") String id) {
        return Answer.of(history.of(jobs.job(JobIds.known(id)).id()));
    }
}

package dev.trainyard.gateway.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobFilter;
import dev.trainyard.gateway.domain.JobLife;
import dev.trainyard.gateway.domain.JobRepository;
import dev.trainyard.gateway.domain.Submission;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What users do with jobs. A change and the event that announces it are written in one transaction. Thread-safe. */
@ApplicationScoped
public class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobRepository repository;
    private final JobHistory history;
    private final Outbox outbox;
    private final SpecPaths paths;

    Jobs(JobRepository repository, JobHistory history, Outbox outbox, SpecPaths paths) {
        this.repository = repository;
        this.history = history;
        this.outbox = outbox;
        this.paths = paths;
    }

    /** The complete spec of a document. Errors: TrainyardException with all problems; UNAVAILABLE. */
    public JobSpec resolve(String document) {
        return JobSpecReader.read(document, paths::resolve);
    }

    /** The job that a submission led to before. Errors: CONFLICT where its key was given with something else. */
    @Transactional
    public Optional<Job> acceptedBefore(Submission submission) {
        Optional<Submission> known = repository.findSubmission(submission.key());
        if (known.filter(other -> !other.equals(submission)).isPresent()) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "Idempotency-Key \"" + submission.key() + "\" belongs to another submission, which led to "
                            + repository
                                    .findJobOf(submission.key())
                                    .map(Job::id)
                                    .orElseThrow() + ": take a new key");
        }
        return known.flatMap(same -> repository.findJobOf(same.key()));
    }

    /** Keeps a new job, once for each key: of several at the same time, all are answered with the job of the first. */
    @Transactional
    public Job accept(JobSpec spec, boolean start, Submission submission) {
        repository.lockKey(submission.key());
        Optional<Job> before = acceptedBefore(submission);
        if (before.isPresent()) {
            return before.get();
        }
        Job job = accept(spec, start);
        repository.add(submission, job.id());
        return job;
    }

    /** Keeps a new job and, with {@code start}, hands it to the queue; once this returns, it cannot get lost. */
    @Transactional
    public Job accept(JobSpec spec, boolean start) {
        Job job = Job.accepted(JobId.next(), spec, Instant.now());
        repository.add(job);
        LOG.info("accepted {} as {}", spec.name(), job.id());
        return start ? apply(job, requested(job)) : job;
    }

    /** Hands a created, failed or cancelled job to the queue. Errors: NOT_FOUND, CONFLICT. */
    @Transactional
    public Job start(JobId id) {
        Job job = locked(id);
        return switch (job.status()) {
            case CREATED, FAILED, CANCELLED -> apply(job, requested(job));
            case QUEUED, RUNNING, CANCELLING, SUCCEEDED ->
                throw conflict(job, "started: only a created, failed or cancelled job can be");
        };
    }

    private static TrainingRequested requested(Job job) {
        return new TrainingRequested(EventHead.now(), job.id(), job.state().submission() + 1, job.spec());
    }

    /** Ends a job: at once where it was not started, otherwise its worker is asked to. Errors: NOT_FOUND, CONFLICT. */
    @Transactional
    public Job cancel(JobId id, String reason) {
        Job job = locked(id);
        int submission = job.state().submission();
        return switch (job.status()) {
            case CREATED -> noted(job, new JobCancelled(EventHead.now(), id, submission, reason, 0));
            case QUEUED, RUNNING -> apply(job, new CancelRequested(EventHead.now(), id, submission, reason));
            case CANCELLING -> job;
            case SUCCEEDED, FAILED, CANCELLED -> throw conflict(job, "cancelled: it has ended");
        };
    }

    /** The event becomes true here, so it is both taken in and sent. */
    private Job apply(Job job, Event event) {
        Job changed = noted(job, event);
        outbox.publish(event);
        return changed;
    }

    private Job noted(Job job, Event event) {
        Job changed = JobLife.after(job, event)
                .orElseThrow(() -> new IllegalStateException("a " + job.status() + " job does not take " + event));
        history.record(changed, event);
        logChange(job, changed);
        return changed;
    }

    private static void logChange(Job before, Job now) {
        try (MDC.MDCCloseable context = MDC.putCloseable("jobId", now.id().value())) {
            LOG.info("job {} is {} (was {})", now.id(), now.status(), before.status());
        }
    }

    private Job locked(JobId id) {
        return repository.lock(id).orElseThrow(() -> unknown(id));
    }

    /** Errors: NOT_FOUND. */
    public Job job(JobId id) {
        return repository.findJob(id).orElseThrow(() -> unknown(id));
    }

    public List<Job> list(JobFilter filter) {
        return repository.list(filter);
    }

    private static TrainyardException unknown(JobId id) {
        return new TrainyardException(ErrorCode.NOT_FOUND, "there is no job " + id);
    }

    private static TrainyardException conflict(Job job, String why) {
        String status = job.status().name().toLowerCase(Locale.ROOT);
        return new TrainyardException(
                ErrorCode.CONFLICT, "job " + job.id() + " is " + status + " and cannot be " + why);
    }
}

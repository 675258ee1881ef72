package dev.trainyard.trainer.app;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.messaging.Outbox;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.Decision;
import dev.trainyard.trainer.domain.JobRun;
import dev.trainyard.trainer.domain.JobRunStore;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.PassPolicy;
import dev.trainyard.trainer.domain.RunState;
import dev.trainyard.trainer.domain.TakePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every change of a run and the event that tells of it, in one transaction, and only while the attempt is the newest.
 */
@ApplicationScoped
class RunJournal {
    private final JobRunStore runs;
    private final Outbox outbox;
    private final WorkerConfig.Worker config;
    private final TakePolicy policy;
    private final PassPolicy passing;
    private final Offers offers;

    RunJournal(JobRunStore runs, Outbox outbox, Offers offers, WorkerConfig config) {
        this.runs = runs;
        this.outbox = outbox;
        this.config = config.worker();
        this.offers = offers;
        this.policy = new TakePolicy(config.worker().maxAttempts());
        this.passing = new PassPolicy(config.worker().mostDeliveries());
    }

    /**
     * Decides what to do with a request, and does as much of it as is a change of state.
     *
     * @param delivery how often the queue delivered it, this time included
     */
    @Transactional
    Decision take(TrainingRequested request, long resumedFromStep, int delivery) {
        JobRun run = runs.lock(request.jobId());
        Decision decision = decide(run, request, delivery);
        switch (decision) {
            case Decision.Take take -> start(lease(request, take.attempt()), take.failures(), resumedFromStep);
            case Decision.Cancel cancel -> closeCancelled(run, request.submission(), cancel.reason(), resumedFromStep);
            case Decision.GiveUp giveUp -> closeFailed(run, request.submission(), giveUp.failure());
            case Decision.Pass pass -> {
                if (pass.atTheEnd()) {
                    publishAgain(request);
                }
            }
            case Decision.Hold hold -> {}
            case Decision.Drop drop -> {}
        }
        return decision;
    }

    /** A job that may be taken is taken by a worker that has room for it. */
    private Decision decide(JobRun run, TrainingRequested request, int delivery) {
        Decision decision = policy.decide(run, request.submission());
        return decision instanceof Decision.Take
                ? passing.decide(request.spec(), offers.own(), offers.all(), delivery)
                        .orElse(decision)
                : decision;
    }

    /** What would be done with a request now. */
    @Transactional
    Decision peek(TrainingRequested request) {
        return policy.decide(runs.lock(request.jobId()), request.submission());
    }

    Lease lease(TrainingRequested request, int attempt) {
        return new Lease(request.jobId(), request.submission(), attempt, config.id());
    }

    /** The next attempt of a job that this worker kept after a failure; empty where it lost the job meanwhile. */
    @Transactional
    Optional<Lease> retry(Lease ended, long resumedFromStep) {
        JobRun run = runs.lock(ended.jobId());
        boolean ours = run.attempt() == ended.attempt()
                && run.state() == RunState.WAITING
                && run.workerId().equals(Optional.of(ended.workerId()));
        if (!ours) {
            return Optional.empty();
        }
        Lease next = new Lease(ended.jobId(), ended.submission(), ended.attempt() + 1, ended.workerId());
        start(next, run.failures(), resumedFromStep);
        return Optional.of(next);
    }

    private void start(Lease lease, int failures, long resumedFromStep) {
        runs.take(lease, failures, config.leaseTimeToLive());
        record(
                lease,
                head -> new AttemptStarted(head, lease.jobId(), lease.submission(), lease.workerId(), resumedFromStep));
    }

    /** An event of an attempt. */
    @Transactional
    void record(Lease lease, Function<EventHead, TrainingEvent> event) {
        long sequence = runs.nextSequence(lease).orElseThrow(() -> new SupersededException(lease));
        outbox.publish(event.apply(EventHead.now(lease.attempt(), sequence)));
    }

    /** The last event of an attempt and of its submission. */
    @Transactional
    void finish(Lease lease, RunState end, Function<EventHead, TrainingEvent> event) {
        record(lease, event);
        runs.finish(lease, end);
    }

    /** An attempt failed for a passing reason; whether this worker may try again. */
    @Transactional
    boolean fail(Lease lease, Failure failure) {
        JobRun run = runs.lock(lease.jobId());
        int failures = run.failures() + 1;
        boolean again = policy.allowsRetry(failures);
        record(lease, head -> new AttemptFailed(head, lease.jobId(), lease.submission(), failure, again));
        if (again) {
            runs.awaitRetry(lease, failures);
        } else {
            runs.finish(lease, RunState.FAILED);
        }
        return again;
    }

    /** A sign of life; empty where the attempt is no longer the newest. */
    @Transactional
    Optional<JobRun> renew(Lease lease) {
        return runs.renew(lease, config.leaseTimeToLive());
    }

    /** Gives the job back, for any worker to take at once; nothing is told, since nothing ended. */
    @Transactional
    void release(Lease lease) {
        runs.release(lease);
    }

    /** The user wants a submission to end: at once where no worker runs it, otherwise the worker is told. */
    @Transactional
    void cancel(JobId jobId, int submission, String reason, long lastStep) {
        JobRun run = runs.lock(jobId);
        if (submission < run.submission()
                || (submission == run.submission() && run.state().finished())) {
            return;
        }
        if (run.state() == RunState.RUNNING && submission == run.submission()) {
            runs.requestCancel(jobId, reason);
        } else {
            closeCancelled(run, submission, reason, lastStep);
        }
    }

    /** The queue gave up on a request: it is put into the queue again, unless its job ended or failed too often. */
    @Transactional
    void requeue(TrainingRequested request, long lastStep) {
        JobRun run = runs.lock(request.jobId());
        int submission = request.submission();
        switch (policy.decide(run, submission)) {
            case Decision.Take take -> {
                int failures = take.failures() + 1;
                if (policy.allowsRetry(failures)) {
                    runs.waitAgain(request.jobId(), submission, failures);
                    publishAgain(request);
                } else {
                    closeFailed(run, submission, policy.tooManyFailures(run, failures));
                }
            }
            case Decision.Hold hold -> publishAgain(request);
            case Decision.Pass pass -> publishAgain(request);
            case Decision.GiveUp giveUp -> closeFailed(run, submission, giveUp.failure());
            case Decision.Cancel cancel -> closeCancelled(run, submission, cancel.reason(), lastStep);
            case Decision.Drop drop -> {}
        }
    }

    private void publishAgain(TrainingRequested request) {
        outbox.publish(new TrainingRequested(EventHead.now(), request.jobId(), request.submission(), request.spec()));
    }

    private void closeCancelled(JobRun run, int submission, String reason, long lastStep) {
        outbox.publish(new JobCancelled(nextHead(run), run.jobId(), submission, reason, lastStep));
        runs.close(run.jobId(), submission, RunState.CANCELLED);
    }

    private void closeFailed(JobRun run, int submission, Failure failure) {
        outbox.publish(new AttemptFailed(nextHead(run), run.jobId(), submission, failure, false));
        runs.close(run.jobId(), submission, RunState.FAILED);
    }

    private EventHead nextHead(JobRun run) {
        return EventHead.now(run.attempt(), runs.nextSequence(run.jobId()));
    }
}

package dev.trainyard.trainer.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.trainer.domain.AttemptEnd;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.RunState;
import dev.trainyard.trainer.domain.Stop;
import dev.trainyard.trainer.domain.TrainerLine;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from the end of an attempt, and who is told. */
@ApplicationScoped
class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private final RunJournal journal;
    private final Results results;
    private final MeterRegistry metrics;

    Endings(RunJournal journal, Results results, MeterRegistry metrics) {
        this.journal = journal;
        this.results = results;
        this.metrics = metrics;
    }

    /** What this worker does next with the job. */
    enum Next {
        DONE,
        RELEASED,
        RETRY
    }

    /** Errors: {@link SupersededException} where the attempt has no say any more. */
    Next settle(Lease lease, TrainingRequested request, RunningJob job, AttemptEnd end, long checkpointStep) {
        if (job.stop().asked().orElse(null) instanceof Stop.Superseded) {
            count("superseded");
            throw new SupersededException(lease);
        }
        Patience patience = new Patience(job.stop());
        Next next = switch (end) {
            case AttemptEnd.Succeeded succeeded -> patience.call(() -> succeed(lease, request, succeeded.result()));
            case AttemptEnd.Stopped stopped -> patience.call(() -> stop(lease, job, checkpointStep));
            case AttemptEnd.Failed failed -> patience.call(() -> fail(lease, failed.failure()));
        };
        count(end.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        return next;
    }

    /** Nothing runs, so nothing is left to end; empty where the job was lost meanwhile. */
    Optional<Outcome> stopBetweenAttempts(Lease lease, RunningJob job) {
        if (job.stop().asked().orElse(null) instanceof Stop.Shutdown) {
            journal.release(lease);
            return Optional.of(Outcome.RELEASED);
        }
        return Optional.empty();
    }

    private Next succeed(Lease lease, TrainingRequested request, TrainerLine.Succeeded result) {
        TrainedModel model;
        try {
            model = results.publish(lease.jobId(), request.spec(), result);
        } catch (TrainyardException e) {
            return fail(lease, e.failure());
        } catch (UncheckedIOException e) {
            LOG.error("the result cannot be read", e);
            return fail(lease, new Failure(ErrorCode.INTERNAL, e.getMessage() + ": " + e.getCause()));
        }
        journal.finish(
                lease,
                RunState.SUCCEEDED,
                head -> new JobSucceeded(
                        head,
                        lease.jobId(),
                        lease.submission(),
                        request.spec(),
                        model,
                        result.metrics(),
                        result.trainedTokens(),
                        result.durationMillis()));
        return Next.DONE;
    }

    private Next stop(Lease lease, RunningJob job, long checkpointStep) {
        if (job.stop().asked().orElse(null) instanceof Stop.Cancel cancel) {
            journal.finish(
                    lease,
                    RunState.CANCELLED,
                    head -> new JobCancelled(head, lease.jobId(), lease.submission(), cancel.reason(), checkpointStep));
            return Next.DONE;
        }
        journal.release(lease);
        return Next.RELEASED;
    }

    private Next fail(Lease lease, Failure failure) {
        if (failure.code().kind() == ErrorKind.RETRYABLE) {
            return journal.fail(lease, failure) ? Next.RETRY : Next.DONE;
        }
        journal.finish(
                lease,
                RunState.FAILED,
                head -> new AttemptFailed(head, lease.jobId(), lease.submission(), failure, false));
        return Next.DONE;
    }

    private void count(String end) {
        metrics.counter("trainyard.attempts", "end", end).increment();
    }
}

package dev.trainyard.evaluation.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationFailed;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationState;
import dev.trainyard.evaluation.domain.EvaluationState.Completed;
import dev.trainyard.evaluation.domain.EvaluationState.Failed;
import dev.trainyard.evaluation.domain.EvaluationState.Queued;
import dev.trainyard.evaluation.domain.EvaluationState.Running;
import dev.trainyard.evaluation.domain.EvaluationState.Skipped;
import dev.trainyard.evaluation.domain.EvaluationTask;
import dev.trainyard.evaluation.domain.Evaluations;
import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every change of an evaluation's state, each in one transaction with the event that tells of it. */
@ApplicationScoped
public class EvaluationLedger {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationLedger.class);

    private static final Set<ModelFormat> SCORED = Set.of(ModelFormat.HUGGINGFACE, ModelFormat.TORCHSCRIPT);

    private final Evaluations evaluations;
    private final Outbox outbox;

    EvaluationLedger(Evaluations evaluations, Outbox outbox) {
        this.evaluations = evaluations;
        this.outbox = outbox;
    }

    /** Takes a new version in, once; where there are no rows it is settled at once. */
    @Transactional
    public void request(EvaluationTask task) {
        if (evaluations.ofRegistration(task.version().id()).isPresent()) {
            LOG.info("{} is evaluated already", task.version().reference());
            return;
        }
        Evaluation evaluation = Evaluation.requested(task, Instant.now());
        if (!SCORED.contains(task.version().format())) {
            skip(
                    evaluation,
                    "a model of format " + task.version().format().name().toLowerCase(Locale.ROOT)
                            + " is not scored: register it as a Hugging Face folder, or a classifier as TorchScript");
        } else if (task.rows().isPresent()) {
            evaluations.save(evaluation);
            LOG.info("{} of {} queued", evaluation.id(), evaluation.version().reference());
        } else {
            skip(
                    evaluation,
                    "there are no rows to score on: set evaluation.data, or training_data.validation_split"
                            + " or validation_path");
        }
    }

    /**
     * Takes an evaluation in that somebody asks for; of several requests at the same time with one key, all are answered
     * with that of the first. Errors: CONFLICT where the key was given with another request.
     */
    @Transactional
    public Evaluation request(EvaluationTask task, Optional<String> key) {
        key.ifPresent(evaluations::lockKey);
        Optional<Evaluation> known = key.flatMap(given ->
                ofKey(given, task.request().map(EvaluationTask.Request::text).orElse("")));
        if (known.isPresent()) {
            return known.get();
        }
        Evaluation evaluation = Evaluation.requested(task, Instant.now());
        key.ifPresentOrElse(given -> evaluations.save(evaluation, given), () -> evaluations.save(evaluation));
        LOG.info(
                "{} of {} queued, as asked for",
                evaluation.id(),
                evaluation.version().reference());
        return evaluation;
    }

    /** The evaluation a request led to. Errors: CONFLICT where the key was given with another request. */
    @Transactional
    public Optional<Evaluation> ofKey(String key, String text) {
        Optional<Evaluation> known = evaluations.ofKey(key);
        known.filter(evaluation -> !evaluation
                        .task()
                        .request()
                        .map(EvaluationTask.Request::text)
                        .equals(Optional.of(text)))
                .ifPresent(other -> {
                    throw new TrainyardException(
                            ErrorCode.CONFLICT,
                            "Idempotency-Key \"" + key + "\" belongs to another request, which led to " + other.id()
                                    + ": take a new key");
                });
        return known;
    }

    /** What was to be done with a version when it was registered. */
    @Transactional
    public Optional<EvaluationTask> taskOf(VersionId version) {
        return evaluations.ofRegistration(version).map(Evaluation::task);
    }

    /** The next evaluation, now running; the same one again where it was interrupted. */
    @Transactional
    public Optional<Evaluation> begin() {
        return evaluations.nextUnsettled().map(evaluation -> {
            if (evaluation.state() instanceof Queued) {
                outbox.publish(new EvaluationStarted(
                        head(evaluation), evaluation.id(), evaluation.version(), evaluation.jobId()));
            }
            return change(evaluation, new Running());
        });
    }

    /** The evaluation has a result. */
    @Transactional
    public void complete(Evaluation evaluation, Outcome outcome) {
        change(evaluation, new Completed(outcome));
        outbox.publish(new EvaluationCompleted(
                head(evaluation),
                evaluation.id(),
                evaluation.version(),
                evaluation.jobId(),
                outcome.metrics(),
                outcome.samples(),
                outcome.gate().passed(),
                outcome.gate().messages(),
                outcome.reports(),
                evaluation.task().deployment(),
                outcome.promotion()));
    }

    /** The evaluation has no result. */
    @Transactional
    public void fail(Evaluation evaluation, Failure failure) {
        change(evaluation, new Failed(failure));
        outbox.publish(new EvaluationFailed(
                head(evaluation), evaluation.id(), evaluation.version(), evaluation.jobId(), failure));
    }

    private void skip(Evaluation evaluation, String reason) {
        change(evaluation, new Skipped(reason));
        outbox.publish(new EvaluationSkipped(
                head(evaluation),
                evaluation.id(),
                evaluation.version(),
                evaluation.jobId(),
                reason,
                evaluation.task().deployment()));
    }

    private Evaluation change(Evaluation evaluation, EvaluationState next) {
        Evaluation changed = evaluation.in(next, Instant.now());
        evaluations.save(changed);
        LOG.info(
                "{} of {}: {}",
                evaluation.id(),
                evaluation.version().reference(),
                next.getClass().getSimpleName());
        return changed;
    }

    /** Errors: NOT_FOUND. */
    @Transactional
    public Evaluation evaluation(EvaluationId id) {
        return evaluations.find(id).orElseThrow(() -> unknown(id));
    }

    private static TrainyardException unknown(EvaluationId id) {
        return new TrainyardException(ErrorCode.NOT_FOUND, "no evaluation " + id + ": GET /evaluations lists them");
    }

    private static EventHead head(Evaluation evaluation) {
        return EventHead.now(evaluation.task().attempt(), 0);
    }
}

package dev.trainyard.evaluation.store;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationState;
import dev.trainyard.evaluation.domain.EvaluationState.Completed;
import dev.trainyard.evaluation.domain.EvaluationState.Failed;
import dev.trainyard.evaluation.domain.EvaluationState.Queued;
import dev.trainyard.evaluation.domain.EvaluationState.Running;
import dev.trainyard.evaluation.domain.EvaluationState.Skipped;
import dev.trainyard.evaluation.domain.EvaluationTask;
import dev.trainyard.evaluation.domain.EvaluationTask.Cause;
import dev.trainyard.evaluation.domain.Evaluations;
import dev.trainyard.evaluation.domain.Outcome;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The table behind {@link Evaluations}. */
@ApplicationScoped
public class StoredEvaluations implements Evaluations, PanacheRepositoryBase<EvaluationRow, String> {
    private static final String QUEUED = "queued";
    private static final String RUNNING = "running";
    private static final String COMPLETED = "completed";
    private static final String SKIPPED = "skipped";
    private static final String FAILED = "failed";
    private static final String REGISTRATION = cause(Cause.REGISTRATION);

    @Override
    public Optional<Evaluation> find(EvaluationId id) {
        return findByIdOptional(id.value()).map(StoredEvaluations::read);
    }

    @Override
    public Optional<Evaluation> ofRegistration(VersionId version) {
        return find("versionId = ?1 and cause = ?2", version.value(), REGISTRATION)
                .firstResultOptional()
                .map(StoredEvaluations::read);
    }

    @Override
    public Optional<Evaluation> ofKey(String key) {
        return find("key = ?1", key).firstResultOptional().map(StoredEvaluations::read);
    }

    @Override
    public void lockKey(String key) {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended('evaluation key ' || ?1, 0))")
                .setParameter(1, key)
                .getSingleResult();
    }

    @Override
    public void save(Evaluation evaluation, String key) {
        save(evaluation);
        findByIdOptional(evaluation.id().value()).orElseThrow().key = key;
    }

    @Override
    public Optional<Evaluation> nextUnsettled() {
        return find("status in ?1 order by createdAt, id", List.of(QUEUED, RUNNING))
                .firstResultOptional()
                .map(StoredEvaluations::read);
    }

    @Override
    public List<Evaluation> list(Optional<String> version, Optional<String> job, int limit) {
        return find(
                        "(?1 is null or versionId = ?1 or reference = ?1) and (?2 is null or jobId = ?2)"
                                + " order by createdAt desc, id desc",
                        version.orElse(null),
                        job.orElse(null))
                .page(0, limit)
                .stream()
                .map(StoredEvaluations::read)
                .toList();
    }

    @Override
    public void save(Evaluation evaluation) {
        EvaluationRow row = findByIdOptional(evaluation.id().value()).orElseGet(() -> created(evaluation));
        row.outcome = null;
        row.failureCode = null;
        row.reason = null;
        row.runs = evaluation.runs();
        row.updatedAt = evaluation.updatedAt();
        switch (evaluation.state()) {
            case Queued queued -> row.status = QUEUED;
            case Running running -> row.status = RUNNING;
            case Completed completed -> {
                row.status = COMPLETED;
                row.outcome = WireJson.write(completed.outcome());
            }
            case Skipped skipped -> {
                row.status = SKIPPED;
                row.reason = skipped.reason();
            }
            case Failed failed -> {
                row.status = FAILED;
                row.failureCode = failed.failure().code().name();
                row.reason = failed.failure().message();
            }
        }
        persist(row);
    }

    private static EvaluationRow created(Evaluation evaluation) {
        EvaluationRow row = new EvaluationRow(evaluation.id().value());
        row.versionId = evaluation.version().id().value();
        row.reference = evaluation.version().reference();
        row.jobId = evaluation.jobId().map(JobId::value).orElse(null);
        row.cause = cause(evaluation.task().cause());
        row.task = WireJson.write(evaluation.task());
        row.createdAt = evaluation.createdAt();
        return row;
    }

    private static String cause(Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    private static Evaluation read(EvaluationRow row) {
        return new Evaluation(
                new EvaluationId(row.id),
                WireJson.read(row.task, EvaluationTask.class),
                state(row),
                row.runs,
                row.createdAt,
                row.updatedAt);
    }

    private static EvaluationState state(EvaluationRow row) {
        return switch (row.status) {
            case QUEUED -> new Queued();
            case RUNNING -> new Running();
            case COMPLETED -> new Completed(WireJson.read(Objects.requireNonNull(row.outcome), Outcome.class));
            case SKIPPED -> new Skipped(Objects.requireNonNull(row.reason));
            case FAILED ->
                new Failed(new Failure(
                        ErrorCode.valueOf(Objects.requireNonNull(row.failureCode)),
                        Objects.requireNonNull(row.reason)));
            default -> throw new IllegalStateException("evaluation " + row.id + " has unknown status " + row.status);
        };
    }
}

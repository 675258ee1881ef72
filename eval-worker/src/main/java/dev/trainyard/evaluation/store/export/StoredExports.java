package dev.trainyard.evaluation.store.export;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportSource;
import dev.trainyard.evaluation.domain.export.ExportState;
import dev.trainyard.evaluation.domain.export.ExportState.Cancelled;
import dev.trainyard.evaluation.domain.export.ExportState.Completed;
import dev.trainyard.evaluation.domain.export.ExportState.Deleted;
import dev.trainyard.evaluation.domain.export.ExportState.Failed;
import dev.trainyard.evaluation.domain.export.ExportState.Queued;
import dev.trainyard.evaluation.domain.export.ExportState.Refused;
import dev.trainyard.evaluation.domain.export.ExportState.Running;
import dev.trainyard.evaluation.domain.export.Exports;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The table behind {@link Exports}. */
@ApplicationScoped
public class StoredExports implements Exports, PanacheRepositoryBase<ExportRow, String> {
    private static final String QUEUED = "queued";
    private static final String RUNNING = "running";
    private static final String COMPLETED = "completed";
    private static final String REFUSED = "refused";
    private static final String FAILED = "failed";
    private static final String CANCELLED = "cancelled";
    private static final String DELETED = "deleted";

    @Override
    public Optional<Export> find(ExportId id) {
        return findByIdOptional(id.value()).map(StoredExports::read);
    }

    @Override
    public Optional<Export> lock(ExportId id) {
        return findByIdOptional(id.value(), LockModeType.PESSIMISTIC_WRITE).map(StoredExports::read);
    }

    /** The index of requests decides between two at the same time: the later one waits for the transaction of the other. */
    @Override
    public Export addOrFind(Export export) {
        String spec = WireJson.write(export.spec());
        getEntityManager()
                .createNativeQuery("""
                        insert into export
                            (id, version_id, reference, source, spec, status, runs, created_at, updated_at)
                        values (?1, ?2, ?3, ?4, ?5, 'queued', 0, ?6, ?6)
                        on conflict do nothing
                        """)
                .setParameter(1, export.id().value())
                .setParameter(2, export.version().id().value())
                .setParameter(3, export.version().reference())
                .setParameter(4, WireJson.write(export.source()))
                .setParameter(5, spec)
                .setParameter(6, export.createdAt())
                .executeUpdate();
        return find(
                        "versionId = ?1 and spec = ?2 and status in ?3",
                        export.version().id().value(),
                        spec,
                        List.of(QUEUED, RUNNING, COMPLETED, REFUSED))
                .singleResultOptional()
                .map(StoredExports::read)
                .orElseThrow(() -> new IllegalStateException(export.id() + " was neither added nor found"));
    }

    @Override
    public Optional<Export> nextUnsettled() {
        return find("status in ?1 order by createdAt, id", List.of(QUEUED, RUNNING))
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional()
                .map(StoredExports::read);
    }

    @Override
    public List<Export> list(Optional<String> version, Optional<String> status, int limit) {
        return find(
                        "(?1 is null or versionId = ?1 or reference = ?1) and (?2 is null or status = ?2)"
                                + " order by createdAt desc, id desc",
                        version.orElse(null),
                        status.orElse(null))
                .page(0, limit)
                .stream()
                .map(StoredExports::read)
                .toList();
    }

    @Override
    public void save(Export export) {
        ExportRow row = findById(export.id().value());
        row.outcome = null;
        row.failureCode = null;
        row.reason = null;
        row.runs = export.runs();
        row.updatedAt = export.updatedAt();
        switch (export.state()) {
            case Queued queued -> row.status = QUEUED;
            case Running running -> row.status = RUNNING;
            case Cancelled cancelled -> row.status = CANCELLED;
            case Deleted deleted -> row.status = DELETED;
            case Completed(ExportOutcome outcome) -> {
                row.status = COMPLETED;
                row.outcome = WireJson.write(outcome);
            }
            case Refused(ExportOutcome outcome) -> {
                row.status = REFUSED;
                row.outcome = WireJson.write(outcome);
            }
            case Failed(Failure failure) -> {
                row.status = FAILED;
                row.failureCode = failure.code().name();
                row.reason = failure.message();
            }
        }
        persist(row);
    }

    private static Export read(ExportRow row) {
        return new Export(
                new ExportId(row.id),
                WireJson.read(row.source, ExportSource.class),
                WireJson.read(row.spec, ExportSpec.class),
                state(row),
                row.runs,
                row.createdAt,
                row.updatedAt);
    }

    private static ExportState state(ExportRow row) {
        return switch (row.status) {
            case QUEUED -> new Queued();
            case RUNNING -> new Running();
            case CANCELLED -> new Cancelled();
            case DELETED -> new Deleted();
            case COMPLETED -> new Completed(outcome(row));
            case REFUSED -> new Refused(outcome(row));
            case FAILED ->
                new Failed(new Failure(
                        ErrorCode.valueOf(Objects.requireNonNull(row.failureCode)),
                        Objects.requireNonNull(row.reason)));
            default -> throw new IllegalStateException("export " + row.id + " has unknown status " + row.status);
        };
    }

    private static ExportOutcome outcome(ExportRow row) {
        return WireJson.read(Objects.requireNonNull(row.outcome), ExportOutcome.class);
    }
}

package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.registry.domain.Checkpoint;
import dev.trainyard.registry.domain.Deployment;
import dev.trainyard.registry.domain.Evaluation;
import dev.trainyard.registry.domain.Export;
import dev.trainyard.registry.domain.VersionHistory;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checkpoints, evaluations, exports and deployments in PostgreSQL. */
@Singleton
final class StoredVersionHistory implements VersionHistory {
    static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

    private static final TypeReference<ExportSpec> EXPORT_SPEC = new TypeReference<>() {};

    private final Sql sql;

    StoredVersionHistory(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void note(Checkpoint checkpoint) {
        sql.update(
                """
                insert into checkpoint (job_id, step, uri, sha256, size_bytes, best, saved_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (job_id, step) do update set uri = excluded.uri, sha256 = excluded.sha256,
                    size_bytes = excluded.size_bytes, best = excluded.best, saved_at = excluded.saved_at
                where checkpoint.saved_at <= excluded.saved_at
                """,
                checkpoint.jobId().value(),
                checkpoint.step(),
                checkpoint.files().uri().toString(),
                checkpoint.files().sha256(),
                checkpoint.files().sizeBytes(),
                checkpoint.best(),
                checkpoint.savedAt());
    }

    @Override
    public void note(Evaluation evaluation) {
        sql.update(
                """
                insert into evaluation (id, version_id, status, metrics, samples, gate_passed, changed_at)
                values (?, ?, ?, ?::jsonb, ?, ?, ?)
                on conflict (id) do update set status = excluded.status, metrics = excluded.metrics,
                    samples = excluded.samples, gate_passed = excluded.gate_passed, changed_at = excluded.changed_at
                where evaluation.changed_at <= excluded.changed_at
                """,
                evaluation.id().value(),
                evaluation.versionId().value(),
                evaluation.status().name(),
                Sql.json(evaluation.metrics()),
                evaluation.samples(),
                evaluation.gatePassed().orElse(null),
                evaluation.changedAt());
    }

    /** An event that does not name target or endpoint leaves those that are known. */
    @Override
    public void note(Deployment deployment) {
        sql.update(
                """
                insert into deployment (id, version_id, target, status, endpoint, served_name, changed_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set status = excluded.status,
                    target = coalesce(nullif(excluded.target, ''), deployment.target),
                    endpoint = coalesce(excluded.endpoint, deployment.endpoint),
                    served_name = coalesce(excluded.served_name, deployment.served_name),
                    changed_at = excluded.changed_at
                where deployment.changed_at <= excluded.changed_at
                """,
                deployment.id().value(),
                deployment.versionId().value(),
                deployment.target(),
                deployment.status().name(),
                deployment.endpoint().orElse(null),
                deployment.servedName().orElse(null),
                deployment.changedAt());
    }

    /** An export is complete when it is told of, and does not change. */
    @Override
    public void note(Export export) {
        sql.update(
                """
                insert into export
                    (id, version_id, spec, uri, sha256, size_bytes, source_bytes, weight_bytes, parity, exported_at)
                values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?::jsonb, ?)
                on conflict (id) do nothing
                """,
                export.id().value(),
                export.versionId().value(),
                Sql.json(export.spec()),
                export.files().uri().toString(),
                export.files().sha256(),
                export.files().sizeBytes(),
                export.sourceBytes(),
                export.weightBytes(),
                Sql.json(export.parity()),
                export.exportedAt());
    }

    @Override
    public void noteDeleted(ExportId export, Instant at) {
        sql.update("update export set deleted_at = ? where id = ? and deleted_at is null", at, export.value());
    }

    @Override
    public List<Checkpoint> checkpoints(JobId job) {
        return sql.query(
                StoredVersionHistory::checkpoint,
                "select * from checkpoint where job_id = ? order by step",
                job.value());
    }

    @Override
    public List<Evaluation> evaluations(VersionId version) {
        return sql.query(
                StoredVersionHistory::evaluation,
                "select * from evaluation where version_id = ? order by id",
                version.value());
    }

    @Override
    public List<Deployment> deployments(VersionId version) {
        return sql.query(
                StoredVersionHistory::deployment,
                "select * from deployment where version_id = ? order by id",
                version.value());
    }

    @Override
    public List<Export> exports(VersionId version) {
        return sql.query(
                StoredVersionHistory::export, "select * from export where version_id = ? order by id", version.value());
    }

    @Override
    public List<Export> exports(String name) {
        return sql.query(
                StoredVersionHistory::export,
                "select e.* from export e join version v on v.id = e.version_id where v.name = ? order by e.id",
                name);
    }

    @Override
    public Map<String, Double> metrics(VersionId version) {
        return sql.first(
                        row -> Sql.read(row.getString(1), METRICS),
                        "select metrics from score where version_id = ?",
                        version.value())
                .orElse(Map.of());
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                new JobId(row.getString("job_id")),
                row.getLong("step"),
                new ArtifactRef(URI.create(row.getString("uri")), row.getString("sha256"), row.getLong("size_bytes")),
                row.getBoolean("best"),
                Sql.instant(row, "saved_at"));
    }

    private static Evaluation evaluation(ResultSet row) throws SQLException {
        return new Evaluation(
                new EvaluationId(row.getString("id")),
                new VersionId(row.getString("version_id")),
                Evaluation.Status.valueOf(row.getString("status")),
                Sql.read(row.getString("metrics"), METRICS),
                row.getLong("samples"),
                Optional.ofNullable(row.getObject("gate_passed", Boolean.class)),
                Sql.instant(row, "changed_at"));
    }

    private static Export export(ResultSet row) throws SQLException {
        return new Export(
                new ExportId(row.getString("id")),
                new VersionId(row.getString("version_id")),
                Sql.read(row.getString("spec"), EXPORT_SPEC),
                new ArtifactRef(URI.create(row.getString("uri")), row.getString("sha256"), row.getLong("size_bytes")),
                row.getLong("source_bytes"),
                row.getLong("weight_bytes"),
                Sql.read(row.getString("parity"), METRICS),
                Sql.instant(row, "exported_at"),
                row.getObject("deleted_at") == null ? Optional.empty() : Optional.of(Sql.instant(row, "deleted_at")));
    }

    private static Deployment deployment(ResultSet row) throws SQLException {
        return new Deployment(
                new DeploymentId(row.getString("id")),
                new VersionId(row.getString("version_id")),
                row.getString("target"),
                Deployment.Status.valueOf(row.getString("status")),
                Optional.ofNullable(row.getString("endpoint")),
                Optional.ofNullable(row.getString("served_name")),
                Sql.instant(row, "changed_at"));
    }
}

package dev.trainyard.gateway.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobFilter;
import dev.trainyard.gateway.domain.JobRepository;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.gateway.domain.Submission;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Jobs as documents in the table {@code job}. Thread-safe. */
@Singleton
final class JobTable implements JobRepository {
    private final Statements statements;

    JobTable(DataSource database) {
        this.statements = new Statements(database);
    }

    @Override
    public void add(Job job) {
        statements.update(
                "insert into job (id, status, settled, created_at, document) values (?, ?, ?, ?, ?::jsonb)",
                job.id().value(),
                job.status().name(),
                job.settled(),
                job.createdAt().atOffset(ZoneOffset.UTC),
                json(job));
    }

    @Override
    public Optional<Job> lock(JobId id) {
        return statements.query(JobTable::job, "select document from job where id = ? for update", id.value()).stream()
                .findFirst();
    }

    @Override
    public void replace(Job job) {
        int replaced = statements.update(
                "update job set status = ?, settled = ?, document = ?::jsonb where id = ?",
                job.status().name(),
                job.settled(),
                json(job),
                job.id().value());
        if (replaced != 1) {
            throw new IllegalStateException("job " + job.id() + " is not in the table");
        }
    }

    @Override
    public Optional<Job> findJob(JobId id) {
        return statements.query(JobTable::job, "select document from job where id = ?", id.value()).stream()
                .findFirst();
    }

    @Override
    public void lockKey(String key) {
        statements.query(row -> true, "select pg_advisory_xact_lock(hashtextextended('submission ' || ?, 0))", key);
    }

    @Override
    public Optional<Submission> findSubmission(String key) {
        return statements
                .query(
                        row -> new Submission(key, row.getString(1)),
                        "select fingerprint from submission where idempotency_key = ?",
                        key)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Job> findJobOf(String key) {
        return statements
                .query(
                        JobTable::job,
                        "select document from job join submission on job_id = id where idempotency_key = ?",
                        key)
                .stream()
                .findFirst();
    }

    @Override
    public void add(Submission submission, JobId job) {
        statements.update(
                "insert into submission (idempotency_key, fingerprint, job_id) values (?, ?, ?)",
                submission.key(),
                submission.fingerprint(),
                job.value());
    }

    @Override
    public List<Job> list(JobFilter filter) {
        String[] names = filter.statuses().stream().map(JobStatus::name).toArray(String[]::new);
        return statements.query(
                JobTable::job,
                """
                select document from job
                where (cardinality(?::text[]) = 0 or status = any (?::text[])) and id < ?
                order by id desc limit ?
                """,
                names,
                names,
                filter.after().map(JobId::value).orElse("~"),
                filter.limit());
    }

    @Override
    public Map<JobStatus, Long> countByStatus() {
        record Count(JobStatus status, long jobs) {}
        return statements
                .query(
                        row -> new Count(JobStatus.valueOf(row.getString(1)), row.getLong(2)),
                        "select status, count(*) from job group by status")
                .stream()
                .collect(Collectors.toMap(Count::status, Count::jobs));
    }

    private static String json(Job job) {
        try {
            return WireJson.mapper().writeValueAsString(JobDocument.of(job));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("job " + job.id() + " cannot be written as JSON", e);
        }
    }

    private static Job job(ResultSet row) throws SQLException {
        try {
            return WireJson.mapper()
                    .readValue(row.getString(1), JobDocument.class)
                    .job();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job's document cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}

package dev.trainyard.trainer.store;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.trainer.domain.JobRun;
import dev.trainyard.trainer.domain.JobRunStore;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.RunState;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs as rows of table {@code job_run}. Leases are compared by the database's clock, so that the workers' clocks do
 * not matter.
 */
@ApplicationScoped
final class PostgresJobRunStore implements JobRunStore {
    private static final String COLUMNS = "job_id, submission, attempt, state, worker_id, failures, cancel_reason,"
            + " coalesce(lease_until > clock_timestamp(), false) as lease_live";
    private static final String LEASED = " where job_id = ? and attempt = ? and worker_id = ?";

    private final AgroalDataSource dataSource;

    PostgresJobRunStore(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public JobRun lock(JobId jobId) {
        update("insert into job_run (job_id) values (?) on conflict do nothing", jobId.value());
        return query("select " + COLUMNS + " from job_run where job_id = ? for update", jobId.value())
                .orElseThrow();
    }

    @Override
    public void take(Lease lease, int failures, Duration timeToLive) {
        update(
                "update job_run set submission = ?, attempt = ?, worker_id = ?, state = 'RUNNING', failures = ?,"
                        + " cancel_reason = null, next_sequence = 0, updated_at = now(),"
                        + " lease_until = clock_timestamp() + ? * interval '1 millisecond' where job_id = ?",
                lease.submission(),
                lease.attempt(),
                lease.workerId(),
                failures,
                timeToLive.toMillis(),
                lease.jobId().value());
    }

    @Override
    public void close(JobId jobId, int submission, RunState end) {
        update(
                "update job_run set submission = ?, state = ?, lease_until = null, updated_at = now()"
                        + " where job_id = ?",
                submission,
                end.name(),
                jobId.value());
    }

    @Override
    public void waitAgain(JobId jobId, int submission, int failures) {
        update(
                "update job_run set submission = ?, state = 'WAITING', failures = ?, lease_until = null,"
                        + " updated_at = now() where job_id = ?",
                submission,
                failures,
                jobId.value());
    }

    @Override
    public void requestCancel(JobId jobId, String reason) {
        update("update job_run set cancel_reason = ?, updated_at = now() where job_id = ?", reason, jobId.value());
    }

    @Override
    public long nextSequence(JobId jobId) {
        return number(
                        "update job_run set next_sequence = next_sequence + 1 where job_id = ?"
                                + " returning next_sequence - 1",
                        jobId.value())
                .orElseThrow();
    }

    @Override
    public Optional<JobRun> renew(Lease lease, Duration timeToLive) {
        return query(
                "update job_run set lease_until = clock_timestamp() + ? * interval '1 millisecond'" + LEASED
                        + " and state in ('RUNNING', 'WAITING') and lease_until is not null returning " + COLUMNS,
                timeToLive.toMillis(),
                lease.jobId().value(),
                lease.attempt(),
                lease.workerId());
    }

    @Override
    public OptionalLong nextSequence(Lease lease) {
        return number(
                "update job_run set next_sequence = next_sequence + 1" + LEASED
                        + " and state = 'RUNNING' returning next_sequence - 1",
                lease.jobId().value(),
                lease.attempt(),
                lease.workerId());
    }

    @Override
    public void finish(Lease lease, RunState end) {
        update(
                "update job_run set state = ?, lease_until = null, updated_at = now()" + LEASED,
                end.name(),
                lease.jobId().value(),
                lease.attempt(),
                lease.workerId());
    }

    @Override
    public void awaitRetry(Lease lease, int failures) {
        update(
                "update job_run set state = 'WAITING', failures = ?, updated_at = now()" + LEASED,
                failures,
                lease.jobId().value(),
                lease.attempt(),
                lease.workerId());
    }

    @Override
    public void release(Lease lease) {
        update(
                "update job_run set state = 'WAITING', lease_until = null, updated_at = now()" + LEASED
                        + " and state in ('RUNNING', 'WAITING')",
                lease.jobId().value(),
                lease.attempt(),
                lease.workerId());
    }

    private void update(String sql, Object... values) {
        run(sql, values, PreparedStatement::executeUpdate);
    }

    private Optional<JobRun> query(String sql, Object... values) {
        return run(sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(jobRun(rows)) : Optional.empty();
            }
        });
    }

    private OptionalLong number(String sql, Object... values) {
        return run(sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        });
    }

    private <T> T run(String sql, Object[] values, Execution<T> execution) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return execution.of(statement);
        } catch (SQLException e) {
            throw new StoreException("table job_run cannot be read or written: " + e.getMessage(), e);
        }
    }

    private static JobRun jobRun(ResultSet row) throws SQLException {
        return new JobRun(
                new JobId(row.getString("job_id")),
                row.getInt("submission"),
                row.getInt("attempt"),
                RunState.valueOf(row.getString("state")),
                row.getBoolean("lease_live"),
                Optional.ofNullable(row.getString("worker_id")),
                row.getInt("failures"),
                Optional.ofNullable(row.getString("cancel_reason")));
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}

package dev.trainyard.gateway.store;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.domain.EventLog;
import dev.trainyard.gateway.domain.StoredEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/** Events in the table {@code job_event}; each new one is announced by {@link #CHANNEL}. Thread-safe. */
@Singleton
final class EventTable implements EventLog {
    /** Database notifications with the job's id: every replica of the service hears them after the commit. */
    static final String CHANNEL = "trainyard_gateway_job";

    private static final String COLUMNS = "select number, type, time, message from job_event ";

    private final Statements statements;

    EventTable(DataSource database) {
        this.statements = new Statements(database);
    }

    @Override
    public void append(JobId id, String type, Instant time, boolean frequent, LongFunction<String> message) {
        long number = next("select coalesce(max(number), 0) + 1 from job_event where job_id = ?", id.value());
        Long ofKind = frequent ? nextOfKind(id, type) : null;
        statements.update(
                "insert into job_event (job_id, number, type, kind_number, time, message) values (?, ?, ?, ?, ?, ?)",
                id.value(),
                number,
                type,
                ofKind,
                time.atOffset(ZoneOffset.UTC),
                message.apply(number));
        if (ofKind != null) {
            thinOut(id, type, ofKind);
        }
        statements.query(row -> "", "select pg_notify(?, ?)", CHANNEL, id.value());
    }

    private long nextOfKind(JobId id, String type) {
        return next(
                "select coalesce(max(kind_number), 0) + 1 from job_event where job_id = ? and type = ?",
                id.value(),
                type);
    }

    private long next(String sql, Object... values) {
        return statements.query(row -> row.getLong(1), sql, values).get(0);
    }

    /** Keeps the newest, and of the older ones each {@code stride}-th. */
    private void thinOut(JobId id, String type, long newest) {
        statements.update(
                "delete from job_event where job_id = ? and type = ? and kind_number < ? and kind_number % ? <> 0",
                id.value(), type, newest, stride(newest));
    }

    /** 1, and twice as much each time the number of events has doubled beyond {@link #MOST_OF_A_KIND}. */
    static long stride(long newest) {
        long stride = 1;
        while (newest / stride >= MOST_OF_A_KIND) {
            stride *= 2;
        }
        return stride;
    }

    @Override
    public List<StoredEvent> after(JobId id, long number, int limit) {
        return statements.query(
                EventTable::event,
                COLUMNS + "where job_id = ? and number > ? order by number limit ?",
                id.value(),
                number,
                limit);
    }

    @Override
    public List<StoredEvent> ofType(JobId id, String type) {
        return statements.query(
                EventTable::event, COLUMNS + "where job_id = ? and type = ? order by number", id.value(), type);
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(1),
                row.getString(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4));
    }
}

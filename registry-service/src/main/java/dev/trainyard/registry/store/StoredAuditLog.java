package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.registry.domain.AuditEntry;
import dev.trainyard.registry.domain.AuditLog;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit log in PostgreSQL. */
@Singleton
final class StoredAuditLog implements AuditLog {
    private static final TypeReference<Map<String, Object>> STATE = new TypeReference<>() {};

    private final Sql sql;

    StoredAuditLog(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(String who, String action, String name, Map<String, ?> before, Map<String, ?> after) {
        sql.update("""
                insert into audit (at, who, action, name, before, after) values (now(), ?, ?, ?, ?::jsonb, ?::jsonb)
                """, who, action, name, state(before), state(after));
    }

    @Override
    public List<AuditEntry> of(String name, Optional<String> who, long before, int limit) {
        return sql.query(
                StoredAuditLog::entry,
                "select * from audit where name = ? and (?::text is null or who = ?) and id < ? order by id desc limit ?",
                name,
                who.orElse(null),
                who.orElse(null),
                before,
                limit);
    }

    private static @Nullable String state(Map<String, ?> state) {
        return state.isEmpty() ? null : Sql.json(state);
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                Sql.instant(row, "at"),
                row.getString("who"),
                row.getString("action"),
                row.getString("name"),
                state(row, "before"),
                state(row, "after"));
    }

    private static Map<String, Object> state(ResultSet row, String column) throws SQLException {
        String json = row.getString(column);
        return json == null ? Map.of() : Sql.read(json, STATE);
    }
}

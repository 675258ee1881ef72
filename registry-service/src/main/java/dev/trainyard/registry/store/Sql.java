package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.wire.WireJson;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs statements on the connection of the running transaction, or on one of their own. Thread-safe. */
@Singleton
final class Sql {
    private final DataSource database;

    Sql(DataSource database) {
        this.database = database;
    }

    /** Makes a value of the row the result stands at. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    int update(String sql, @Nullable Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("the registry cannot be written", e);
        }
    }

    <T> List<T> query(Row<T> row, String sql, @Nullable Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new StoreException("the registry cannot be read", e);
        }
    }

    <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... values) {
        return query(row, sql, values).stream().findFirst();
    }

    /** Times and JSON go as what PostgreSQL takes for them. */
    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
        return statement;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static String json(Object value) {
        return WireJson.write(value);
    }

    static <T> T read(String json, TypeReference<T> type) {
        try {
            return WireJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of the registry cannot be read: " + json, e);
        }
    }
}

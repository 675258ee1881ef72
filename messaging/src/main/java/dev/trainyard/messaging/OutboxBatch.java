package dev.trainyard.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.wire.WireJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The oldest rows of the outbox, held in one database transaction until they are sent.
 *
 * <p>One relay at a time per schema: two of them could swap events of one key.
 */
final class OutboxBatch implements AutoCloseable {
    private static final int LARGEST = 500;
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtext('outbox of ' || current_schema()))";
    private static final String SELECT = """
            select id, topic, key, headers, body from outbox
            where error is null order by id limit %d for update skip locked
            """.formatted(LARGEST);
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final Connection connection;
    private final List<OutboxRow> rows;

    private OutboxBatch(Connection connection, List<OutboxRow> rows) {
        this.connection = connection;
        this.rows = rows;
    }

    /** Empty where nothing waits, or another relay is at work. */
    static OutboxBatch take(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try {
            connection.setAutoCommit(false);
            return new OutboxBatch(connection, lock(connection) ? read(connection) : List.of());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(LOCK)) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static List<OutboxRow> read(Connection connection) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SELECT)) {
            while (result.next()) {
                rows.add(new OutboxRow(
                        result.getLong(1),
                        result.getString(2),
                        result.getString(3),
                        headers(result.getString(4)),
                        result.getString(5)));
            }
        }
        return rows;
    }

    private static Map<String, String> headers(String json) {
        try {
            return WireJson.mapper().readValue(json, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("outbox row with unreadable headers: " + json, e);
        }
    }

    List<OutboxRow> rows() {
        return rows;
    }

    /** Removes the rows, except those that can never be sent: they stay with the reason. */
    void complete(Map<Long, String> refused) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from outbox where id = ?");
                PreparedStatement keep = connection.prepareStatement("update outbox set error = ? where id = ?")) {
            for (OutboxRow row : rows) {
                String reason = refused.get(row.id());
                if (reason == null) {
                    delete.setLong(1, row.id());
                    delete.addBatch();
                } else {
                    keep.setString(1, reason);
                    keep.setLong(2, row.id());
                    keep.addBatch();
                }
            }
            delete.executeBatch();
            keep.executeBatch();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }
}

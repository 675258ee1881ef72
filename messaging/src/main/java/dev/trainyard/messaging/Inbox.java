package dev.trainyard.messaging;

import dev.trainyard.contracts.id.EventId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Which events were handled already. Thread-safe. */
@Singleton
final class Inbox {
    /** Longer than any topic keeps its records, so that nothing forgotten can come again. */
    static final int REMEMBERED_DAYS = 30;

    private static final String INSERT = "insert into inbox (event_id) values (?) on conflict do nothing";
    private static final String FORGET = "delete from inbox where handled_at < now() - make_interval(days => ?)";

    private final DataSource database;

    Inbox(DataSource database) {
        this.database = database;
    }

    /** Notes the event in the running transaction; false where it was handled before. */
    boolean isNew(EventId id) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, id.value());
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new DatabaseException("event " + id + " cannot be noted in the inbox", e);
        }
    }

    /** Forgets events that cannot come again. */
    int forgetOld() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setInt(1, REMEMBERED_DAYS);
            return delete.executeUpdate();
        }
    }
}

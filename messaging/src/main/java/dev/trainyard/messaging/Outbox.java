package dev.trainyard.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.EventRecord;
import dev.trainyard.contracts.wire.WireJson;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where a transaction leaves the events that become true with it. Thread-safe. */
@Singleton
public final class Outbox {
    private static final String INSERT = "insert into outbox (topic, key, headers, body) values (?, ?, ?::jsonb, ?)";

    private final DataSource database;
    private final EventCodec codec;
    private final OutboxRelay relay;
    private final TransactionSynchronizationRegistry transactions;

    Outbox(DataSource database, EventCodec codec, OutboxRelay relay, TransactionSynchronizationRegistry transactions) {
        this.database = database;
        this.codec = codec;
        this.relay = relay;
        this.transactions = transactions;
    }

    /**
     * Sends the event once the running transaction is committed, and never if it is rolled back.
     *
     * <p>Events of one subject leave in the order in which they were published. Errors: {@link IllegalStateException}
     * where no transaction runs.
     */
    public void publish(Event event) {
        if (transactions.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("event " + EventCodec.type(event)
                    + " published outside of a transaction: its state change would not be committed with it");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            EventRecord message = codec.encode(event);
            insert.setString(1, message.topic());
            insert.setString(2, message.key());
            insert.setString(3, WireJson.mapper().writeValueAsString(message.headers()));
            insert.setString(4, message.body());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException("event " + EventCodec.type(event) + " cannot be written to the outbox", e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers of " + EventCodec.type(event) + " cannot be written", e);
        }
        transactions.registerInterposedSynchronization(new WakeAfterCommit(relay));
    }

    private record WakeAfterCommit(OutboxRelay relay) implements Synchronization {
        @Override
        public void beforeCompletion() {
            // Only the end of the transaction matters.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                relay.wake();
            }
        }
    }
}

package dev.trainyard.trainer.store;

import dev.trainyard.trainer.domain.Offer;
import dev.trainyard.trainer.domain.OfferStore;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Offers as rows of table {@code worker_offer}, their age by the database's clock. */
@ApplicationScoped
final class PostgresOfferStore implements OfferStore {
    private final AgroalDataSource dataSource;

    PostgresOfferStore(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void renew(Offer offer) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "insert into worker_offer (worker_id, processes, gpus, seen_at)"
                                + " values (?, ?, ?, clock_timestamp()) on conflict (worker_id) do update set"
                                + " processes = excluded.processes, gpus = excluded.gpus, seen_at = excluded.seen_at")) {
            statement.setString(1, offer.workerId());
            statement.setInt(2, offer.processes());
            statement.setInt(3, offer.gpus());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("table worker_offer cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Offer> within(Duration time) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select worker_id, processes, gpus from worker_offer where seen_at > clock_timestamp()"
                                + " - ? * interval '1 millisecond' order by worker_id")) {
            statement.setLong(1, time.toMillis());
            List<Offer> offers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    offers.add(new Offer(rows.getString(1), rows.getInt(2), rows.getInt(3)));
                }
            }
            return offers;
        } catch (SQLException e) {
            throw new StoreException("table worker_offer cannot be read: " + e.getMessage(), e);
        }
    }
}

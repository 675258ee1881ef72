package dev.trainyard.deploy.store;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.UsageReading;
import dev.trainyard.deploy.domain.UsageReadings;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Readings as documents in the table {@code usage_reading}. */
@Singleton
final class StoredUsageReadings implements UsageReadings, PanacheRepositoryBase<UsageReadingRow, String> {
    @Override
    public Optional<UsageReading> last(DeploymentId deployment) {
        return findByIdOptional(deployment.value()).map(row -> WireJson.read(row.reading, UsageReading.class));
    }

    @Override
    public void save(DeploymentId deployment, UsageReading reading) {
        UsageReadingRow row = findByIdOptional(deployment.value()).orElseGet(UsageReadingRow::new);
        row.deploymentId = deployment.value();
        row.reading = WireJson.write(reading);
        persist(row);
    }
}

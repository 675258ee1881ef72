package dev.trainyard.deploy.store;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.StepMeasured;
import dev.trainyard.deploy.domain.StepMeasurements;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Measurements as documents in the table {@code step_measured}. */
@Singleton
final class StoredStepMeasurements implements StepMeasurements, PanacheRepositoryBase<StepMeasuredRow, String> {
    @Override
    public Optional<StepMeasured> of(DeploymentId deployment) {
        return findByIdOptional(deployment.value()).map(row -> WireJson.read(row.measured, StepMeasured.class));
    }

    @Override
    public void save(DeploymentId deployment, StepMeasured measured) {
        StepMeasuredRow row = findByIdOptional(deployment.value()).orElseGet(StepMeasuredRow::new);
        row.deploymentId = deployment.value();
        row.measured = WireJson.write(measured);
        persist(row);
    }

    @Override
    public void forget(DeploymentId deployment) {
        deleteById(deployment.value());
    }
}

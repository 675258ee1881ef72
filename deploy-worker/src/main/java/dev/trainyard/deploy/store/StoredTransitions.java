package dev.trainyard.deploy.store;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Transition;
import dev.trainyard.deploy.domain.Transitions;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;

/** The table behind {@link Transitions}. */
@Singleton
final class StoredTransitions implements Transitions, PanacheRepositoryBase<TransitionRow, Long> {
    @Override
    public void add(DeploymentId deployment, Transition transition) {
        TransitionRow row = new TransitionRow();
        row.deploymentId = deployment.value();
        row.at = transition.at();
        row.status = transition.status();
        row.weight = transition.weight();
        row.reason = transition.reason();
        persist(row);
    }

    @Override
    public List<Transition> of(DeploymentId deployment) {
        return find("deploymentId = ?1 order by number", deployment.value()).stream()
                .map(row -> new Transition(row.at, row.status, row.weight, row.reason))
                .toList();
    }
}

package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.util.List;
import java.util.Optional;

/** All publications, as recorded. Every method needs a running transaction. */
public interface Publications {
    Optional<PublicationRecord> find(DeploymentId deployment);

    /** Those that lie at their target. */
    List<PublicationRecord> published();

    void save(PublicationRecord publication);
}

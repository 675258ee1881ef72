package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import java.util.List;
import java.util.Optional;

/** All deployments, as recorded. Every method needs a running transaction, {@code save} included. */
public interface Deployments {
    Optional<Deployment> find(DeploymentId id);

    /** Locked until the end of the transaction, so that two changes of its state follow one another. */
    Optional<Deployment> lock(DeploymentId id);

    /** Until the end of the transaction, others that ask for the same name wait. */
    void lockName(String modelName);

    /** Those that should be served, oldest first. */
    List<Deployment> wanted();

    /** The one that takes the requests for a model name at a target. */
    Optional<Deployment> live(String modelName, Target target);

    /** The one of a version that should be served at a target. */
    Optional<Deployment> wanted(VersionId version, Target target);

    /** The newest one of a model name at a target that was replaced by a newer one. */
    Optional<Deployment> lastReplaced(String modelName, Target target);

    /** Newest first; both filters optional. */
    List<Deployment> list(Optional<String> modelName, Optional<String> status, int limit);

    void save(Deployment deployment);
}

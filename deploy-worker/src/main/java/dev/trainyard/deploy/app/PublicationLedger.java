package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.deploy.domain.Publication;
import dev.trainyard.deploy.domain.PublicationRecord;
import dev.trainyard.deploy.domain.Publications;
import dev.trainyard.deploy.domain.PublishingSteps;
import dev.trainyard.deploy.domain.Score;
import dev.trainyard.deploy.domain.Scores;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was done at targets outside of this service, each step in a transaction of its own. Thread-safe. */
@ApplicationScoped
public class PublicationLedger {
    private final Deployments deployments;
    private final Publications publications;
    private final Scores scores;

    PublicationLedger(Deployments deployments, Publications publications, Scores scores) {
        this.deployments = deployments;
        this.publications = publications;
        this.scores = scores;
    }

    /** The record of a deployment, as far as it is. */
    @Transactional
    public PublicationRecord record(DeploymentId id) {
        return publications.find(id).orElseGet(() -> PublicationRecord.begun(id));
    }

    /** The newest scores of the deployment's version. */
    @Transactional
    public Map<String, Double> metrics(Deployment deployment) {
        return scores.find(deployment.version().id()).map(Score::metrics).orElse(Map.of());
    }

    /** What users of the name get at the target until the deployment is published. */
    @Transactional
    public Optional<Publication> current(Deployment deployment) {
        return deployments
                .live(deployment.servedName(), deployment.target())
                .filter(live -> !live.id().equals(deployment.id()))
                .flatMap(live -> publications.find(live.id()))
                .flatMap(PublicationRecord::publication);
    }

    /** The notes of a publication's steps, written as they are made. */
    PublishingSteps steps(DeploymentId id) {
        return new PublishingSteps() {
            @Override
            public Optional<String> noted(String step) {
                return record(id).noted(step);
            }

            @Override
            public void note(String step, String note) {
                PublicationLedger.this.note(id, step, note);
            }
        };
    }

    @Transactional
    void note(DeploymentId id, String step, String note) {
        publications.save(record(id).with(step, note));
    }

    @Transactional
    void published(DeploymentId id, Publication publication) {
        publications.save(record(id).published(publication));
    }

    @Transactional
    void withdrawn(DeploymentId id) {
        publications.save(record(id).withdrawn());
    }

    /**
     * Deployments that lie at their target and are of no use there: not wanted, and not the one that the name's present
     * deployment would be followed by.
     */
    @Transactional
    public List<Deployment> useless() {
        return publications.published().stream()
                .flatMap(record -> deployments.find(record.deploymentId()).stream())
                .filter(deployment -> !deployment.state().wanted() && !isPrevious(deployment))
                .toList();
    }

    private boolean isPrevious(Deployment deployment) {
        String name = deployment.servedName();
        return deployment.state() instanceof Stopped stopped
                && stopped.replaced()
                && deployments.live(name, deployment.target()).isPresent()
                && deployments
                        .lastReplaced(name, deployment.target())
                        .filter(last -> last.id().equals(deployment.id()))
                        .isPresent();
    }
}

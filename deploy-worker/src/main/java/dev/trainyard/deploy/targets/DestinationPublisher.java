package dev.trainyard.deploy.targets;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.deploy.domain.Publication;
import dev.trainyard.deploy.domain.Publisher;
import dev.trainyard.deploy.domain.PublishingSteps;
import dev.trainyard.deploy.domain.Release;
import dev.trainyard.publishing.Destination;
import dev.trainyard.publishing.Steps;
import java.util.List;
import java.util.Optional;

/** A destination of the library as this service's port; one that is not set up says so. */
final class DestinationPublisher implements Publisher {
    private final DeploymentSpec.Target target;
    private final Optional<Destination> destination;
    private final String setting;
    private final ReleaseFiles files;

    /** @param setting what is to be set where there is no destination */
    DestinationPublisher(
            DeploymentSpec.Target target, Optional<Destination> destination, String setting, ReleaseFiles files) {
        this.target = target;
        this.destination = destination;
        this.setting = setting;
        this.files = files;
    }

    @Override
    public DeploymentSpec.Target target() {
        return target;
    }

    @Override
    public List<String> problems(DeploymentSpec wanted) {
        return destination.isPresent() ? List.of() : List.of(missing());
    }

    private String missing() {
        return "deployment_target \"" + target.name().toLowerCase(java.util.Locale.ROOT) + "\" is not set up here: set "
                + setting + " of deploy-worker, or choose local";
    }

    private Destination destination() {
        return destination.orElseThrow(() -> new TrainyardException(ErrorCode.INVALID_REQUEST, missing()));
    }

    @Override
    public Publication publish(Release release, PublishingSteps steps) throws InterruptedException {
        Destination there = destination();
        return ours(there.publish(
                new dev.trainyard.publishing.Release(
                        release.version().name(),
                        release.version().number(),
                        files.of(release, there.format()),
                        release.metrics(),
                        release.lineage(),
                        release.previous().map(DestinationPublisher::theirs)),
                new Steps() {
                    @Override
                    public Optional<String> noted(String step) {
                        return steps.noted(step);
                    }

                    @Override
                    public void note(String step, String note) {
                        steps.note(step, note);
                    }
                }));
    }

    @Override
    public void check(Publication publication) throws InterruptedException {
        destination().check(theirs(publication));
    }

    @Override
    public void rollBack(Publication publication) throws InterruptedException {
        destination().rollBack(theirs(publication));
    }

    @Override
    public void withdraw(Publication publication) throws InterruptedException {
        destination().withdraw(theirs(publication));
    }

    private static dev.trainyard.publishing.Publication theirs(Publication publication) {
        return new dev.trainyard.publishing.Publication(
                publication.endpoint(), publication.reference(), publication.notes());
    }

    private static Publication ours(dev.trainyard.publishing.Publication publication) {
        return new Publication(publication.endpoint(), publication.reference(), publication.notes());
    }
}

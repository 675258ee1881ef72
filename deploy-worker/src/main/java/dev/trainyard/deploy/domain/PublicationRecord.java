package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the publication of a deployment is.
 *
 * @param steps done so far, in order
 * @param publication present once the publisher has said that it is current
 */
public record PublicationRecord(
        DeploymentId deploymentId, Status status, List<Step> steps, Optional<Publication> publication) {
    /** What is to be done next follows from this and from the deployment's state. */
    public enum Status {
        PUBLISHING,
        PUBLISHED,
        WITHDRAWN
    }

    /**
     * Something that was done.
     *
     * @param note what later steps need to know
     */
    public record Step(String name, String note) {}

    public PublicationRecord {
        steps = List.copyOf(steps);
    }

    /** Nothing is done yet. */
    public static PublicationRecord begun(DeploymentId id) {
        return new PublicationRecord(id, Status.PUBLISHING, List.of(), Optional.empty());
    }

    /** The note of a step that was done. */
    public Optional<String> noted(String step) {
        return steps.stream()
                .filter(done -> done.name().equals(step))
                .map(Step::note)
                .findFirst();
    }

    /** The same with one more step done, last, whether it was done before or not. */
    public PublicationRecord with(String step, String note) {
        List<Step> all = Stream.concat(
                        steps.stream().filter(done -> !done.name().equals(step)), Stream.of(new Step(step, note)))
                .toList();
        return new PublicationRecord(deploymentId, status, all, publication);
    }

    /** The same, current at the target. */
    public PublicationRecord published(Publication current) {
        return new PublicationRecord(deploymentId, Status.PUBLISHED, steps, Optional.of(current));
    }

    /** The same, gone from the target. */
    public PublicationRecord withdrawn() {
        return new PublicationRecord(deploymentId, Status.WITHDRAWN, steps, publication);
    }
}

package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.spec.DeploymentSpec;
import java.util.List;

/**
 * One kind of place outside of this service where versions are made available, such as an Ollama server.
 *
 * <p>The service may be killed at any moment and starts what was under way again from the beginning: every method must
 * have the same result when it is repeated, whatever an earlier call got done. What cannot simply be repeated is noted
 * in {@link PublishingSteps}. Implementations are thread-safe; calls for one deployment never overlap, and calls for
 * one model name follow one another.
 *
 * <p>Errors: a {@code TrainyardException} whose code is of kind RETRYABLE is tried again after a pause, a few times;
 * any other ends the deployment with its message.
 */
public interface Publisher {
    /** The target of a spec that this one serves. */
    DeploymentSpec.Target target();

    /** What is wrong with the wish, one sentence each, before anything is done; empty where it can be tried. */
    default List<String> problems(DeploymentSpec wanted) {
        return List.of();
    }

    /**
     * Makes a release the current one under its name. Until it returns, users get the previous one; where it throws,
     * they still do. What an earlier release needs to be returned to stays at the target until it is withdrawn.
     *
     * @throws InterruptedException where the service is stopping; the same release is published again later
     */
    Publication publish(Release release, PublishingSteps steps) throws InterruptedException;

    /**
     * Asks the target for the publication, with a real prompt where it answers prompts.
     *
     * <p>Errors: UNHEALTHY where it does not answer as it should.
     */
    void check(Publication publication) throws InterruptedException;

    /** Makes current again what was so before this publication; nothing, where there was nothing. */
    void rollBack(Publication publication) throws InterruptedException;

    /**
     * Removes what belongs to this publication alone. Nothing happens where it is gone already, and nothing that
     * another release of the name uses is touched.
     */
    void withdraw(Publication publication) throws InterruptedException;
}

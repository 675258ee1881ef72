package dev.trainyard.train;

import dev.trainyard.data.Batch;
import java.util.Optional;

/**
 * What training makes smaller. The loss of a batch is a weighted sum over what its rows teach, so that the mean over a
 * step is the sum over its batches divided by their {@link Batch#weight}.
 */
public interface Objective {
    /**
     * Adds the gradients of {@code scale} × loss to the parameters.
     *
     * @param listener told once of each block, when nothing more is added to its gradients; they may be on their way to
     *     other processes from then on
     * @return the summed loss, not scaled
     */
    double backward(Batch batch, double scale, LayerwisePass.BlockListener listener);

    /** The score of what went backward since this was asked last, where it is of more interest than the loss. */
    default Optional<Score> observed() {
        return Optional.empty();
    }

    /** Scores the batch without touching gradients. */
    Score score(Batch batch);
}

package dev.trainyard.evaluation.domain.export;

import java.util.concurrent.CompletableFuture;

/** Follows a running export, and may end it. */
public interface ExportWatch {
    /**
     * Hears how far it is.
     *
     * @param share of the work, 0 to 1
     * @param step what is being done, for people
     */
    void progressed(double share, String step);

    /** Completes when the export is to be ended. */
    CompletableFuture<Void> cancelled();
}

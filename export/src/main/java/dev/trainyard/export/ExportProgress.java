package dev.trainyard.export;

/** Hears how far an export is. */
@FunctionalInterface
public interface ExportProgress {
    /** Hears nothing. */
    ExportProgress NONE = (share, step) -> {};

    /**
     * Something is done.
     *
     * @param share of the work, 0 to 1, never less than before
     * @param step what is being done now, for people
     */
    void on(double share, String step);
}

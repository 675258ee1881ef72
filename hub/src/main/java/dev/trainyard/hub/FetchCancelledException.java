package dev.trainyard.hub;

/** A fetch ended because it was not wanted any more. What it has so far stays, for the next one to go on from. */
public final class FetchCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FetchCancelledException() {
        super("the download was cancelled");
    }
}

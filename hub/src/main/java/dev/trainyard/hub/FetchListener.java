package dev.trainyard.hub;

/** Is told how far a fetch is, a few times a second at most; from several threads, but never from two at once. */
@FunctionalInterface
public interface FetchListener {
    void on(FetchProgress progress);
}

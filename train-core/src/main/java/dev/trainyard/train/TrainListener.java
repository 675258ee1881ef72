package dev.trainyard.train;

/** Hears what a run does, on the training thread: slow listeners slow the run down. */
@FunctionalInterface
public interface TrainListener {
    /** A listener that does nothing. */
    TrainListener NONE = event -> {};

    /** Called once for each event, in order. */
    void on(TrainEvent event);

    /** Both listeners, this one first. */
    default TrainListener and(TrainListener next) {
        return event -> {
            on(event);
            next.on(event);
        };
    }
}

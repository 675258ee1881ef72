package dev.trainyard.nn;

/** Whether a model is training or predicting; dropout acts only in training. Starts predicting. Not thread-safe. */
public final class Mode {
    private boolean training;
    private boolean ordered;

    /** From now on dropout acts. */
    public void train() {
        training = true;
    }

    /** From now on it does not. */
    public void predict() {
        training = false;
    }

    /** Whether dropout acts. */
    public boolean isTraining() {
        return training;
    }

    /** Says that passes of training must follow each other: they draw random numbers, or share memory to work in. */
    public void requireOrder() {
        ordered = true;
    }

    /** Whether two passes of training may run at once, on two threads. */
    public boolean allowsPassesAtOnce() {
        return !ordered;
    }
}

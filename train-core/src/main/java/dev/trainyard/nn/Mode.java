package dev.trainyard.nn;

/** Whether a model is training or predicting; dropout acts only in training. Starts predicting. Not thread-safe. */
public final class Mode {
    private boolean training;

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
}

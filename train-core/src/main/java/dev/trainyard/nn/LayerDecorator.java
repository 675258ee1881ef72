package dev.trainyard.nn;

/** What an adapter does to a model: it stands between the model and its layers while the model is built. */
public interface LayerDecorator {
    /** Changes nothing. */
    LayerDecorator NONE = new LayerDecorator() {
        @Override
        public Layers decorate(Layers base) {
            return base;
        }

        @Override
        public void complete() {}
    };

    /** Layers that decorate those of the base. */
    Layers decorate(Layers base);

    /**
     * Called once the model has asked for all its layers.
     *
     * @throws dev.trainyard.failure.TrainingFailure if something to be decorated was never asked for
     */
    void complete();
}

package dev.trainyard.train;

import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.model.Transformer;
import dev.trainyard.tensor.Device;
import java.nio.file.Path;
import java.util.List;

/** What a model learns to do. Memory: owns its model. */
interface TrainingTask extends AutoCloseable {
    Transformer model();

    /** PEFT's name of it. */
    String peftName();

    /** @param recompute whether to hold no more of a block than its input for the way back */
    Objective objective(boolean recompute);

    /** Reads, checks and encodes all rows. */
    Dataset read(List<Path> files, RowSettings settings);

    /** What encoded rows follow from beside their files, the settings, the tokenizer and the vocabulary. */
    String encoding();

    /** Scores of one position: the vocabulary, or labels. */
    default long scored() {
        return model().config().vocabSize();
    }

    /** What there is to learn, for people. */
    String describe(Dataset rows);

    /** The model's scores for the beginning of a row, by which an exported model is compared. */
    float[] scores(Example row);

    /**
     * The same task with the model of a folder on this device, which the caller closes. Memory: linear maps read their
     * weights for each use.
     */
    TrainingTask reload(Path folder, Device device);

    /** Writes more than the metrics of the exported weights, if there is more to tell. */
    default void report(Score score, Path output) {}

    @Override
    default void close() {
        model().close();
    }
}

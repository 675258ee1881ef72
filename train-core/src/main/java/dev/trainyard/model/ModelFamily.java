package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Parameters;
import java.util.List;

/** One kind of architecture: reads its config and builds its model. Stateless. */
public interface ModelFamily {
    /** Its name in {@code config.json}, such as {@code llama}. */
    String modelType();

    /** Class names in {@code architectures} of {@code config.json} that it can build, its classifier left out. */
    List<String> architectures();

    /** The class name of its classifier, such as {@code BertForSequenceClassification}. */
    String classifierArchitecture();

    /**
     * Reads {@code config.json}.
     *
     * @throws dev.trainyard.failure.TrainingFailure if a value is missing or does not fit the others
     */
    ModelConfig config(JsonNode json);

    /**
     * Builds what is below any head, asking the layers for everything it needs.
     *
     * @param config one that this family read
     */
    Transformer body(ModelConfig config, Layers layers);

    /** The modules of the classification head, such as {@code score}: a model that is no classifier may lack them. */
    List<String> headModules();

    /** Builds the head that tells so many classes. */
    ClassificationHead head(ModelConfig config, int labels, Layers layers);

    /** Whether a weight, by its canonical name, belongs to a head of another task, which a classifier has no use for. */
    boolean isPretrainingHead(String key);

    /** The name by which the model asks for a weight that a checkpoint has under this key. */
    default String canonical(String key) {
        return key;
    }

    /** Gives fresh random weights what the family's own way to start has beside one standard deviation for all. */
    default void scaleFresh(Parameters parameters, ModelConfig config) {}

    /** Whether a weight of a checkpoint, by its canonical name, may be left unread, as one that follows from others. */
    boolean ignores(String key, ModelConfig config);
}

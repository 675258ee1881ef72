package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Parameters;
import java.util.List;

/** One kind of architecture: reads its config and builds its model. Stateless. */
public interface ModelFamily {
    /** Its name in {@code config.json}, such as {@code llama}. */
    String modelType();

    /** Class names in {@code architectures} of {@code config.json} that it can build. */
    List<String> architectures();

    /**
     * Reads {@code config.json}.
     *
     * @throws dev.trainyard.failure.TrainingFailure if a value is missing or does not fit the others
     */
    ModelConfig config(JsonNode json);

    /** Builds the model, asking the layers for everything it needs; the config is one that this family read. */
    LanguageModel create(ModelConfig config, Layers layers);

    /** The name by which the model asks for a weight that a checkpoint has under this key. */
    default String canonical(String key) {
        return key;
    }

    /** Gives fresh random weights what the family's own way to start has beside one standard deviation for all. */
    default void scaleFresh(Parameters parameters, ModelConfig config) {}

    /** Whether a weight of a checkpoint, by its canonical name, may be left unread, as one that follows from others. */
    boolean ignores(String key, ModelConfig config);
}

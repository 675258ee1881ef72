package dev.trainyard.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.checkpoint.CheckpointLayers;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.checkpoint.WeightFiles;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.ClassifierConfig;
import dev.trainyard.model.Labels;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.ModelFamily;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.model.Transformer;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.RandomLayers;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Rng;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The ways to make a classifier, or a model without any head, of every family. */
public final class Classifiers {
    private Classifiers() {}

    /**
     * A head to be made.
     *
     * @param padTokenId what fills sequences up, where the model does not say
     * @param seed equal seeds give equal weights
     */
    public record NewHead(Labels labels, OptionalInt padTokenId, long seed) {}

    /**
     * The classes of a model folder that holds a classifier; empty if it holds a model of another kind.
     *
     * @throws TrainingFailure if it is no model of a family we have
     */
    public static Optional<Labels> labels(Path folder) {
        JsonNode json = HuggingFaceFolder.config(folder);
        return isClassifier(json) ? Optional.of(ClassifierConfig.labels(json)) : Optional.empty();
    }

    private static boolean isClassifier(JsonNode json) {
        return ModelFamilies.family(json).classifierArchitecture().equals(ModelFamilies.architecture(json));
    }

    /**
     * The modules that are trained as a whole beside an adapter: the heads by the names that PEFT gives every adapter of
     * a classifier, and what else of a head the model of this folder lacks.
     */
    public static List<String> trainedBeside(Path folder) {
        Set<String> names = new LinkedHashSet<>(List.of("classifier", "score"));
        newHead(folder).fresh().forEach(module -> names.add(module.substring(module.lastIndexOf('.') + 1)));
        return List.copyOf(names);
    }

    /**
     * What a new head means for the weights of a model folder.
     *
     * @param fresh modules of the head that the folder lacks, which get fresh weights
     * @param left weights of other heads, by their names in the folder, which a classifier has no use for
     */
    public record HeadParts(List<String> fresh, List<String> left) {}

    /** The parts of the head that a model folder lacks, and what it has instead. */
    public static HeadParts newHead(Path folder) {
        ModelFamily family = ModelFamilies.family(HuggingFaceFolder.config(folder));
        try (WeightFiles files = WeightFiles.open(folder)) {
            List<String> stored =
                    files.names().stream().map(key -> canonical(family, key)).toList();
            List<String> fresh = family.headModules().stream()
                    .filter(module -> stored.stream().noneMatch(key -> key.startsWith(module + ".")))
                    .toList();
            List<String> left = files.names().stream()
                    .filter(key -> family.isPretrainingHead(canonical(family, key)))
                    .sorted()
                    .toList();
            return new HeadParts(fresh, left);
        }
    }

    /**
     * Loads a folder that holds a classifier, as float32, its parameters without gradients.
     *
     * @param decorator an adapter, or {@link LayerDecorator#NONE}
     * @return a model the caller closes
     * @throws TrainingFailure if the folder holds no whole classifier, or the adapter does not fit it
     */
    public static SequenceClassifier load(Path folder, LayerDecorator decorator) {
        return load(folder, decorator, Device.CPU);
    }

    /** The same to a device. */
    public static SequenceClassifier load(Path folder, LayerDecorator decorator, Device device) {
        return load(folder, decorator, Placement.on(device));
    }

    /** The same to a place, where linear maps but the head may be quantised as they are read. */
    public static SequenceClassifier load(Path folder, LayerDecorator decorator, Placement placement) {
        JsonNode json = HuggingFaceFolder.config(folder);
        if (!isClassifier(json)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    folder + " holds " + ModelFamilies.architecture(json) + ", which tells no classes: expected "
                            + ModelFamilies.family(json).classifierArchitecture());
        }
        ModelFamily family = ModelFamilies.family(json);
        Source source = new Source(family, family.config(json), ClassifierConfig.labels(json));
        try (WeightFiles files = WeightFiles.open(folder)) {
            var layers = new CheckpointLayers(files, key -> canonical(family, key), placement);
            SequenceClassifier model = source.create(decorator.decorate(layers));
            return ModelFamilies.closedOnFailure(model, () -> {
                layers.complete(key -> source.leaves(key));
                decorator.complete();
            });
        }
    }

    /**
     * Loads a folder that holds a model of any kind and gives it a head of fresh weights.
     *
     * @return a model the caller closes
     * @throws TrainingFailure if the folder is no whole model of a family we have, or the adapter does not fit it
     */
    public static SequenceClassifier withNewHead(Path folder, NewHead head, LayerDecorator decorator) {
        return withNewHead(folder, head, decorator, Placement.CPU);
    }

    /** The same to a place, where linear maps but the head may be quantised as they are read. */
    public static SequenceClassifier withNewHead(
            Path folder, NewHead head, LayerDecorator decorator, Placement placement) {
        JsonNode json = HuggingFaceFolder.config(folder);
        ModelFamily family = ModelFamilies.family(json);
        Source source = new Source(family, padded(family.config(json), head.padTokenId), head.labels);
        try (WeightFiles files = WeightFiles.open(folder);
                Rng rng = Rng.seeded(head.seed)) {
            var stored = new CheckpointLayers(files, key -> canonical(family, key), placement);
            var fresh = RandomLayers.joining(stored, rng, source.config.initializerRange(), placement.device());
            Layers layers = new CompletedLayers(
                    stored, fresh, module -> source.isHead(module) && !stored.has(module + ".weight"));
            SequenceClassifier model = source.create(decorator.decorate(layers));
            return ModelFamilies.closedOnFailure(model, () -> {
                stored.complete(key -> source.leaves(key));
                decorator.complete();
            });
        }
    }

    /**
     * A new classifier with random weights.
     *
     * @return a model the caller closes
     */
    public static SequenceClassifier initialize(ModelConfig config, NewHead head) {
        return initialize(config, head, Device.CPU);
    }

    /** The same on a device, with the same weights. */
    public static SequenceClassifier initialize(ModelConfig config, NewHead head, Device device) {
        try (Rng rng = Rng.seeded(head.seed)) {
            ModelFamily family = ModelFamilies.family(config.toJson());
            var layers = new RandomLayers(rng, config.initializerRange(), device);
            SequenceClassifier model = new Source(family, padded(config, head.padTokenId), head.labels).create(layers);
            family.scaleFresh(model.parameters(), config);
            return model;
        }
    }

    /**
     * Loads what is below the head of a model of any kind, as float32, without gradients.
     *
     * @return a model the caller closes
     * @throws TrainingFailure if the folder is no whole model of a family we have
     */
    public static Transformer body(Path folder) {
        return body(folder, Device.CPU);
    }

    /** The same to a device. */
    public static Transformer body(Path folder, Device device) {
        JsonNode json = HuggingFaceFolder.config(folder);
        ModelFamily family = ModelFamilies.family(json);
        ModelConfig config = family.config(json);
        Source source = new Source(family, config, Labels.numbered(1));
        try (WeightFiles files = WeightFiles.open(folder)) {
            var layers = new CheckpointLayers(files, key -> canonical(family, key), Placement.on(device));
            Transformer model = family.body(config, layers);
            return ModelFamilies.closedOnFailure(
                    model, () -> layers.complete(key -> source.leaves(key) || source.isHead(key)));
        }
    }

    private static ModelConfig padded(ModelConfig config, OptionalInt padTokenId) {
        return config.tokens().pad().isPresent() || padTokenId.isEmpty()
                ? config
                : config.withTokens(
                        new SpecialTokens(config.tokens().bos(), config.tokens().eos(), padTokenId));
    }

    /** A family may put the name of its body before keys that it does not know, but the head is beside the body. */
    private static String canonical(ModelFamily family, String key) {
        return isHead(family, key) ? key : family.canonical(key);
    }

    private static boolean isHead(ModelFamily family, String name) {
        return family.headModules().stream().anyMatch(head -> (name + ".").startsWith(head + "."));
    }

    private record Source(ModelFamily family, ModelConfig config, Labels labels) {
        SequenceClassifier create(Layers layers) {
            Transformer body = family.body(config, layers);
            return new SequenceClassifier(
                    body, family.head(config, labels.size(), layers), family.classifierArchitecture(), labels);
        }

        boolean isHead(String name) {
            return Classifiers.isHead(family, name);
        }

        boolean leaves(String key) {
            return family.ignores(key, config) || family.isPretrainingHead(key);
        }
    }
}

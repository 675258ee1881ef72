package dev.trainyard.train;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.Labels;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.model.Transformer;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.Device;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the model of a run: loads the base or starts a new one with its tokenizer, and adds the adapter. */
final class ModelPreparation {
    private static final int TOLD = 3;

    private final TrainConfig config;
    private final Ranks ranks;
    private final Device device;

    /** @param device where the weights go */
    ModelPreparation(TrainConfig config, Ranks ranks, Device device) {
        this.config = config;
        this.ranks = ranks;
        this.device = device;
    }

    /** @param tokenizerFolder where a tokenizer trained for a new model is kept */
    PreparedModel prepare(Path tokenizerFolder) {
        return config.model()
                .base()
                .map(this::load)
                .orElseGet(() -> initialize(config.model().architecture().orElseThrow(), tokenizerFolder));
    }

    /** Which weights of a base the new head of a classifier does without, and which are made anew. */
    static Optional<String> headNote(TrainConfig config) {
        return config.model()
                .base()
                .filter(base -> config.model().classifies())
                .filter(base -> Classifiers.labels(base).isEmpty())
                .map(base -> {
                    Classifiers.HeadParts parts = Classifiers.newHead(base);
                    int more = parts.left().size() - TOLD;
                    String left = parts.left().stream().limit(TOLD).collect(Collectors.joining(", "));
                    return "The base has no head for labels: made by seed " + config.seed() + " are "
                            + String.join(", ", parts.fresh())
                            + (left.isEmpty() ? "" : "; left out are the weights of other heads: " + left)
                            + (more > 0 ? " and " + more + " more" : "");
                });
    }

    private PreparedModel load(Path base) {
        Optional<Labels> kept = config.model().classifies() ? ClassLabels.ofBase(config) : Optional.empty();
        Optional<LoraAdapter> adapter = config.lora().map(lora -> adapter(lora, base));
        TrainingTask task = config.model().classifies()
                ? new ClassificationTask(classifier(base, kept, decorator(adapter)))
                : language(ModelFamilies.load(base, decorator(adapter), placement()));
        requireTrainable(task.model(), adapter);
        config.lora()
                .flatMap(TrainConfig.Lora::initFrom)
                .ifPresent(folder -> PeftAdapter.load(folder, adapter.orElseThrow()));
        task.model().parameters().requireGrad(adapter.isEmpty());
        return withTokenizer(task, adapter, base);
    }

    private SequenceClassifier classifier(Path base, Optional<Labels> kept, LayerDecorator decorator) {
        return kept.isPresent()
                ? Classifiers.load(base, decorator, placement())
                : Classifiers.withNewHead(base, newHead(Tokenizer.open(base)), decorator, placement());
    }

    /** A model that does not say how to pad could not be asked several texts at once by other tools. */
    private Classifiers.NewHead newHead(Optional<Tokenizer> tokenizer) {
        try (Tokenizer text = tokenizer.orElse(null)) {
            OptionalInt padding = text == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(text.specialTokens().paddingId());
            return new Classifiers.NewHead(ClassLabels.ofNewHead(config), padding, config.seed());
        }
    }

    private TrainingTask language(LanguageModel model) {
        return config.dpo()
                .<TrainingTask>map(dpo -> new PreferenceTask(model, dpo))
                .orElseGet(() -> new CausalTask(model));
    }

    /** Below an adapter nothing is trained, so that it may be held in the precision of the products. */
    private LayerDecorator decorator(Optional<LoraAdapter> adapter) {
        Precision precision = Precision.named(config.loop().precision());
        return adapter.map(precision::frozen).orElse(LayerDecorator.NONE);
    }

    /** An adapter that continues another has its shape; only dropout is a matter of training. */
    private LoraAdapter adapter(TrainConfig.Lora lora, Path base) {
        LoraConfig shape = lora.initFrom()
                .map(PeftAdapter::config)
                .map(saved -> saved.withDropout(lora.shape().dropout()))
                .orElseGet(() -> fresh(lora.shape(), base));
        return new LoraAdapter(shape, config.seed());
    }

    /** The head of a classifier is trained beside its adapter. */
    private LoraConfig fresh(LoraConfig shape, Path base) {
        if (!config.model().classifies()) {
            return shape;
        }
        List<String> whole = Stream.concat(shape.modulesToSave().stream(), Classifiers.trainedBeside(base).stream())
                .distinct()
                .toList();
        return shape.withModulesToSave(whole);
    }

    private Placement placement() {
        return new Placement(device, config.lora().flatMap(TrainConfig.Lora::quantization));
    }

    private void requireTrainable(Transformer model, Optional<LoraAdapter> adapter) {
        if (adapter.isEmpty() && model.parameters().isQuantized()) {
            model.close();
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "the base model is stored in 4 bits, in which its weights cannot be trained: train an adapter on it,"
                            + " or start from the model before it was quantised");
        }
        boolean fresh = config.lora().filter(lora -> lora.initFrom().isEmpty()).isPresent();
        List<String> unused = adapter.map(LoraAdapter::unused).orElse(List.of());
        if (fresh && !unused.isEmpty()) {
            model.close();
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "LoRA: " + String.join(", ", unused) + " choose no linear layer that is adapted: correct the names"
                            + " or leave them out");
        }
    }

    private PreparedModel withTokenizer(TrainingTask task, Optional<LoraAdapter> adapter, Path folder) {
        Optional<Tokenizer> tokenizer = Tokenizer.open(folder);
        Optional<ChatTemplate> template = tokenizer.flatMap(text -> ChatTemplate.open(folder, text.specialTokens()));
        return new PreparedModel(
                task, adapter, config.model().name().orElse(folder.toString()), folder, tokenizer, template);
    }

    private PreparedModel initialize(TrainConfig.Architecture shape, Path tokenizerFolder) {
        ModelConfig plain = ModelFamilies.config(NewModel.config(shape));
        if (!config.data().format().equals("tokens")) {
            trainTokenizer(shape, tokenizerFolder);
        }
        try (Tokenizer tokenizer = Tokenizer.open(tokenizerFolder).orElse(null)) {
            ModelConfig ready = tokenizer == null ? plain : withTokens(plain, tokenizer);
            TrainingTask task = config.model().classifies()
                    ? new ClassificationTask(
                            Classifiers.initialize(ready, newHead(Tokenizer.open(tokenizerFolder)), device))
                    : language(ModelFamilies.initialize(ready, config.seed(), LayerDecorator.NONE, device));
            task.model().parameters().requireGrad(true);
            return withTokenizer(task, Optional.empty(), tokenizerFolder);
        }
    }

    private void trainTokenizer(TrainConfig.Architecture shape, Path folder) {
        if (ranks.isFirst()) {
            new TokenizerTraining(config).train(shape, folder);
        }
        ranks.barrier("tokenizer");
    }

    /** The end of a text and the end of a turn both end what the model says. */
    private static ModelConfig withTokens(ModelConfig config, Tokenizer tokenizer) {
        List<Integer> ends = new ArrayList<>();
        for (String token : List.of(BpeTrainer.SPECIAL_TOKENS.getFirst(), BpeTrainer.SPECIAL_TOKENS.getLast())) {
            tokenizer.tokenId(token).ifPresent(ends::add);
        }
        return config.withTokens(new SpecialTokens(
                tokenizer.specialTokens().bosId(),
                ends,
                tokenizer.specialTokens().padId()));
    }
}

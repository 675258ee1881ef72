package dev.trainyard.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.data.ColumnNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** Turns a JSON object into a {@link TrainConfig} and collects everything that is wrong with it. */
final class TrainConfigReader {
    private static final DoublePredicate POSITIVE = value -> value > 0;
    private static final DoublePredicate NOT_NEGATIVE = value -> value >= 0;
    private static final DoublePredicate A_SHARE = value -> value >= 0 && value < 1;
    private static final String SHARE = "from 0 to below 1";
    private static final double ROPE_THETA = 10_000;
    private static final double RMS_NORM_EPS = 1e-5;
    private static final String A_POSITIVE_NUMBER = "a number above 0";
    private static final String A_NUMBER_FROM_0 = "a number from 0";

    private static final List<String> METRICS = Stream.of(
                    ValidationScore.METRICS, ClassificationScore.METRICS, PreferenceScore.WATCHED)
            .flatMap(List::stream)
            .distinct()
            .toList();

    private final List<String> problems = new ArrayList<>();

    /** What is wrong, each entry with the path of its field. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    TrainConfig read(ObjectNode json) {
        ConfigFields fields = new ConfigFields(json, "", problems);
        TrainConfig config = new TrainConfig(
                model(fields.section("model")),
                data(fields.section("data")),
                loop(fields.section("loop")),
                fields.optionalSection("lora").map(LoraJson::read),
                fields.optionalSection("dpo").map(TrainConfigReader::dpo),
                optim(fields.section("optim")),
                validation(fields.section("validation")),
                checkpoints(fields.section("checkpoints")),
                fields.seed("seed", 42));
        fields.rejectUnknown();
        checkTogether(config, fields);
        return config;
    }

    private TrainConfig.Model model(ConfigFields fields) {
        Optional<Path> base = fields.optionalPath("base");
        Optional<String> name = fields.optionalText("name");
        Optional<TrainConfig.Architecture> architecture =
                fields.optionalSection("architecture").map(this::architecture);
        TrainConfig.Model model = new TrainConfig.Model(
                base,
                architecture,
                name,
                fields.text(
                        "task",
                        TrainConfig.Model.CAUSAL_LM,
                        List.of(TrainConfig.Model.CAUSAL_LM, TrainConfig.Model.SEQUENCE_CLASSIFICATION)),
                fields.optionalWhole("num_labels", 1),
                fields.texts("labels", List.of()));
        fields.rejectUnknown();
        checkLabels(model, fields);
        if (base.isPresent() == architecture.isPresent()) {
            fields.problem(
                    "base",
                    (base.isPresent() ? "is set together with architecture" : "is missing, as is architecture")
                            + ": set base to a model folder, or architecture to the shape of a new model");
        }
        return model;
    }

    private static void checkLabels(TrainConfig.Model model, ConfigFields fields) {
        if (!model.classifies()
                && (model.numLabels().isPresent() || !model.labels().isEmpty())) {
            fields.problem(
                    model.labels().isEmpty() ? "num_labels" : "labels",
                    "is set, but only task sequence_classification has labels");
        }
        if (new HashSet<>(model.labels()).size() < model.labels().size()) {
            fields.problem("labels", "is " + model.labels() + ", expected distinct names");
        }
        if (!model.labels().isEmpty()
                && model.numLabels().orElse(model.labels().size())
                        != model.labels().size()) {
            fields.problem(
                    "num_labels",
                    "is " + model.numLabels().orElse(0) + ", but labels has "
                            + model.labels().size() + " names: leave one of them out");
        }
    }

    private TrainConfig.Architecture architecture(ConfigFields fields) {
        int hidden = fields.required("hidden_size", 1);
        int heads = fields.required("num_attention_heads", 1);
        int kvHeads = fields.whole("num_key_value_heads", heads, 1);
        TrainConfig.Architecture architecture = new TrainConfig.Architecture(
                fields.text("model_type", "llama", NewModel.FAMILIES),
                fields.required("vocab_size", 1),
                hidden,
                fields.required("intermediate_size", 1),
                fields.required("num_hidden_layers", 1),
                heads,
                kvHeads,
                fields.whole("head_dim", Math.max(1, hidden / heads), 1),
                fields.whole("max_position_embeddings", 2048, 1),
                fields.number("rope_theta", ROPE_THETA, POSITIVE, A_POSITIVE_NUMBER),
                fields.number("rms_norm_eps", RMS_NORM_EPS, POSITIVE, A_POSITIVE_NUMBER),
                fields.flag("tie_word_embeddings", false));
        fields.rejectUnknown();
        if (NewModel.isPlain(architecture.modelType())) {
            checkPlain(architecture, fields);
        } else {
            checkRotary(architecture, fields);
        }
        return architecture;
    }

    /** What is equal for all heads of GPT-2 and BERT, or unknown to them, cannot be chosen. */
    private static void checkPlain(TrainConfig.Architecture shape, ConfigFields fields) {
        String family = shape.modelType();
        int heads = shape.numAttentionHeads();
        if (shape.hiddenSize() % heads != 0) {
            fields.problem(
                    "num_attention_heads", "is " + heads + ", expected a divisor of hidden_size " + shape.hiddenSize());
        } else if (shape.headDim() != shape.hiddenSize() / heads) {
            fields.problem(
                    "head_dim",
                    "is " + shape.headDim() + ", but " + family + " has " + shape.hiddenSize() / heads
                            + ", which is hidden_size by num_attention_heads: leave it out");
        }
        if (shape.numKeyValueHeads() != heads) {
            fields.problem(
                    "num_key_value_heads",
                    "is " + shape.numKeyValueHeads() + ", but each head of " + family + " has its own: leave it out");
        }
        if (shape.ropeTheta() != ROPE_THETA) {
            fields.problem("rope_theta", "is set, but " + family + " has no rotary positions: leave it out");
        }
        if (shape.rmsNormEps() != RMS_NORM_EPS) {
            fields.problem("rms_norm_eps", "is set, but " + family + " has no RMS norm: leave it out");
        }
    }

    private static void checkRotary(TrainConfig.Architecture architecture, ConfigFields fields) {
        int heads = architecture.numAttentionHeads();
        int kvHeads = architecture.numKeyValueHeads();
        if (heads % kvHeads != 0) {
            fields.problem(
                    "num_key_value_heads", "is " + kvHeads + ", expected a divisor of num_attention_heads " + heads);
        }
        if (architecture.headDim() % 2 != 0) {
            fields.problem(
                    "head_dim",
                    "is " + architecture.headDim() + ", expected an even number: rotary embeddings turn pairs; set"
                            + " hidden_size to an even multiple of num_attention_heads, or head_dim itself");
        }
    }

    private TrainConfig.Data data(ConfigFields fields) {
        TrainConfig.Data data = new TrainConfig.Data(
                fields.paths("files"),
                fields.text("format", "jsonl", List.of("jsonl", "json", "csv", "text", "tokens")),
                fields.number("validation_split", 0, share -> share >= 0 && share <= 0.5, "a share from 0 to 0.5"),
                fields.optionalPath("validation_file"),
                fields.flag("shuffle", true),
                fields.whole("max_length", 512, 2),
                fields.text("batching", "rows", List.of("rows", "by_length", "packed")),
                columns(fields.section("columns")));
        fields.rejectUnknown();
        if (data.validationSplit() > 0 && data.validationFile().isPresent()) {
            fields.problem("validation_file", "is set together with validation_split: set one of them");
        }
        if (data.batching().equals("by_length") && !data.shuffle()) {
            fields.problem(
                    "batching", "is by_length, which changes the order of rows, but shuffle is false: set one of them");
        }
        return data;
    }

    private static Map<String, String> columns(ConfigFields fields) {
        Map<String, String> columns = new TreeMap<>();
        ColumnNames.KNOWN.forEach(name -> fields.optionalText(name).ifPresent(own -> columns.put(name, own)));
        fields.rejectUnknown();
        return columns;
    }

    private TrainConfig.Loop loop(ConfigFields fields) {
        TrainConfig.Loop loop = new TrainConfig.Loop(
                fields.whole("batch_size", 8, 1),
                fields.whole("gradient_accumulation_steps", 1, 1),
                fields.whole("epochs", 3, 1),
                fields.optionalWhole("max_steps", 1),
                fields.number("max_grad_norm", 1.0, NOT_NEGATIVE, A_NUMBER_FROM_0),
                fields.text("precision", "fp32", Precision.NAMES),
                fields.flag("gradient_checkpointing", false));
        fields.rejectUnknown();
        return loop;
    }

    private static TrainConfig.Dpo dpo(ConfigFields fields) {
        TrainConfig.Dpo dpo = new TrainConfig.Dpo(
                fields.number("beta", 0.1, POSITIVE, A_POSITIVE_NUMBER),
                fields.number("label_smoothing", 0, p -> p >= 0 && p < 0.5, "a probability from 0 to below 0.5"));
        fields.rejectUnknown();
        return dpo;
    }

    private TrainConfig.Optim optim(ConfigFields fields) {
        String optimizer = fields.text("optimizer", Optimizers.ADAMW, Optimizers.NAMES);
        boolean sgd = optimizer.equals(Optimizers.SGD);
        TrainConfig.Optim optim = new TrainConfig.Optim(
                optimizer,
                fields.required("learning_rate", POSITIVE, A_POSITIVE_NUMBER),
                fields.number("weight_decay", 0, NOT_NEGATIVE, A_NUMBER_FROM_0),
                fields.text("scheduler", "linear", List.of("linear", "cosine", "constant")),
                fields.whole("warmup_steps", 0, 0),
                sgd ? TrainConfig.Optim.BETAS : betas(fields),
                sgd ? TrainConfig.Optim.EPS : fields.number("eps", TrainConfig.Optim.EPS, POSITIVE, A_POSITIVE_NUMBER),
                sgd ? fields.number("momentum", 0, A_SHARE, SHARE) : 0,
                sgd && fields.flag("nesterov", false));
        fields.rejectUnknown();
        if (optim.nesterov() && optim.momentum() == 0) {
            fields.problem("nesterov", "is true without momentum, along which it looks ahead: set momentum too");
        }
        return optim;
    }

    private static List<Double> betas(ConfigFields fields) {
        List<Double> betas = fields.numbers("betas", TrainConfig.Optim.BETAS, A_SHARE, "two numbers, each " + SHARE);
        if (betas.size() != 2) {
            fields.problem("betas", "has " + betas.size() + " numbers, expected two");
            return TrainConfig.Optim.BETAS;
        }
        return betas;
    }

    private TrainConfig.Validation validation(ConfigFields fields) {
        TrainConfig.Validation validation = new TrainConfig.Validation(
                fields.whole("every_steps", 0, 0),
                fields.optionalWhole("patience", 1),
                fields.number("min_delta", 0, NOT_NEGATIVE, A_NUMBER_FROM_0),
                fields.text("metric", "validation_loss", METRICS),
                fields.flag("keep_best", true));
        fields.rejectUnknown();
        return validation;
    }

    private TrainConfig.Checkpoints checkpoints(ConfigFields fields) {
        TrainConfig.Checkpoints checkpoints = new TrainConfig.Checkpoints(
                fields.whole("every_steps", 0, 0), fields.flag("every_epoch", true), fields.whole("keep_last", 2, 1));
        fields.rejectUnknown();
        return checkpoints;
    }

    private static void checkTask(TrainConfig config, ConfigFields fields) {
        boolean classifies = config.model().classifies();
        boolean prefers = config.dpo().isPresent();
        if (prefers && classifies) {
            fields.problem(
                    "dpo", "is set for task " + config.model().task() + ", which gives no answers: leave it out");
        }
        List<String> metrics =
                classifies ? ClassificationScore.METRICS : prefers ? PreferenceScore.WATCHED : ValidationScore.METRICS;
        if (!metrics.contains(config.validation().metric())) {
            fields.problem(
                    "validation.metric",
                    "is " + config.validation().metric() + ", expected one of " + String.join(", ", metrics)
                            + " for task " + config.model().task() + (prefers ? " with dpo" : ""));
        }
        if (classifies && config.data().format().equals("text")) {
            fields.problem(
                    "data.format", "is text, which has no labels: give rows of text and label as jsonl, json or csv");
        }
        config.model()
                .architecture()
                .filter(shape -> !classifies && shape.modelType().equals(NewModel.BERT))
                .ifPresent(shape -> fields.problem(
                        "model.architecture.model_type",
                        "is bert, which does not predict text: set model.task to sequence_classification"));
    }

    private static void checkTogether(TrainConfig config, ConfigFields fields) {
        boolean holdsOut = config.data().validationSplit() > 0
                || config.data().validationFile().isPresent();
        if (config.validation().patience().isPresent() && !holdsOut) {
            fields.problem(
                    "validation.patience",
                    "is " + config.validation().patience().getAsInt()
                            + " without rows to validate on: set data.validation_split or data.validation_file");
        }
        config.model()
                .architecture()
                .filter(shape -> config.data().maxLength() > shape.maxPositionEmbeddings())
                .ifPresent(shape -> fields.problem(
                        "data.max_length",
                        "is " + config.data().maxLength() + ", expected at most max_position_embeddings "
                                + shape.maxPositionEmbeddings()));
        checkTask(config, fields);
        if (config.lora().isPresent() && config.model().architecture().isPresent()) {
            fields.problem(
                    "lora",
                    "is set for a new model: an adapter on random frozen weights learns nothing; set model.base, or"
                            + " leave lora out to train all weights");
        }
    }
}

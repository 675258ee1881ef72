package dev.trainyard.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * {@link TrainConfig} as JSON, snake case. Reading is strict (unknown fields are problems), fills in defaults, and
 * reports every problem at once; what is written reads back equal.
 */
public final class TrainConfigJson {
    private TrainConfigJson() {}

    /**
     * The configuration in {@code file}.
     *
     * @throws TrainingFailure INVALID_SPEC with every problem, each with its field path
     */
    public static TrainConfig read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC, "there is no configuration file " + file + ": give the path of one", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The configuration written as {@code json}.
     *
     * @param origin where the text comes from, for messages
     * @throws TrainingFailure INVALID_SPEC with every problem, each with its field path
     */
    public static TrainConfig parse(String json, String origin) {
        TrainConfigReader reader = new TrainConfigReader();
        TrainConfig config = reader.read(object(json, origin));
        if (!reader.problems().isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC, origin + " cannot be run:\n  " + String.join("\n  ", reader.problems()));
        }
        return config;
    }

    private static ObjectNode object(String json, String origin) {
        try {
            JsonNode tree = Json.mapper().readTree(json);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC, origin + " holds " + tree.getNodeType() + ", expected one JSON object");
        } catch (JsonProcessingException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC, origin + " is not readable as JSON: " + e.getMessage(), e);
        }
    }

    /** The configuration as indented JSON, defaults included. */
    public static String write(TrainConfig config) {
        return tree(config).toPrettyString() + "\n";
    }

    static ObjectNode tree(TrainConfig config) {
        ObjectNode json = Json.object();
        json.set("model", model(config.model()));
        json.set("data", data(config.data()));
        json.set("loop", loop(config.loop()));
        config.lora().ifPresent(lora -> json.set("lora", LoraJson.write(lora)));
        config.dpo()
                .ifPresent(dpo ->
                        json.putObject("dpo").put("beta", dpo.beta()).put("label_smoothing", dpo.labelSmoothing()));
        json.set("optim", optim(config.optim()));
        json.set("validation", validation(config.validation()));
        json.set("checkpoints", checkpoints(config.checkpoints()));
        return json.put("seed", config.seed());
    }

    private static ObjectNode model(TrainConfig.Model model) {
        ObjectNode json = Json.object();
        model.base().ifPresent(base -> json.put("base", base.toString()));
        model.name().ifPresent(name -> json.put("name", name));
        model.architecture().ifPresent(shape -> json.set("architecture", architecture(shape)));
        json.put("task", model.task());
        model.numLabels().ifPresent(count -> json.put("num_labels", count));
        if (!model.labels().isEmpty()) {
            json.set("labels", list(model.labels()));
        }
        return json;
    }

    /** The shape with the names of {@code config.json}. */
    static ObjectNode architecture(TrainConfig.Architecture shape) {
        return Json.object()
                .put("model_type", shape.modelType())
                .put("vocab_size", shape.vocabSize())
                .put("hidden_size", shape.hiddenSize())
                .put("intermediate_size", shape.intermediateSize())
                .put("num_hidden_layers", shape.numHiddenLayers())
                .put("num_attention_heads", shape.numAttentionHeads())
                .put("num_key_value_heads", shape.numKeyValueHeads())
                .put("head_dim", shape.headDim())
                .put("max_position_embeddings", shape.maxPositionEmbeddings())
                .put("rope_theta", shape.ropeTheta())
                .put("rms_norm_eps", shape.rmsNormEps())
                .put("tie_word_embeddings", shape.tieWordEmbeddings());
    }

    private static ObjectNode data(TrainConfig.Data data) {
        ObjectNode json = Json.object();
        json.set("files", list(data.files().stream().map(Path::toString).toList()));
        json.put("format", data.format()).put("validation_split", data.validationSplit());
        data.validationFile().ifPresent(file -> json.put("validation_file", file.toString()));
        json.put("shuffle", data.shuffle()).put("max_length", data.maxLength()).put("batching", data.batching());
        if (!data.columns().isEmpty()) {
            ObjectNode columns = json.putObject("columns");
            new TreeMap<>(data.columns()).forEach(columns::put);
        }
        return json;
    }

    private static ObjectNode loop(TrainConfig.Loop loop) {
        ObjectNode json = Json.object()
                .put("batch_size", loop.batchSize())
                .put("gradient_accumulation_steps", loop.gradientAccumulationSteps())
                .put("epochs", loop.epochs());
        loop.maxSteps().ifPresent(steps -> json.put("max_steps", steps));
        return json.put("max_grad_norm", loop.maxGradNorm())
                .put("precision", loop.precision())
                .put("gradient_checkpointing", loop.gradientCheckpointing());
    }

    private static ObjectNode optim(TrainConfig.Optim optim) {
        ObjectNode json = Json.object()
                .put("optimizer", optim.optimizer())
                .put("learning_rate", optim.learningRate())
                .put("weight_decay", optim.weightDecay())
                .put("scheduler", optim.scheduler())
                .put("warmup_steps", optim.warmupSteps());
        if (optim.optimizer().equals(Optimizers.SGD)) {
            return json.put("momentum", optim.momentum()).put("nesterov", optim.nesterov());
        }
        ArrayNode betas = json.putArray("betas");
        optim.betas().forEach(betas::add);
        return json.put("eps", optim.eps());
    }

    private static ObjectNode validation(TrainConfig.Validation validation) {
        ObjectNode json = Json.object().put("every_steps", validation.everySteps());
        validation.patience().ifPresent(patience -> json.put("patience", patience));
        return json.put("min_delta", validation.minDelta())
                .put("metric", validation.metric())
                .put("keep_best", validation.keepBest());
    }

    private static ObjectNode checkpoints(TrainConfig.Checkpoints checkpoints) {
        return Json.object()
                .put("every_steps", checkpoints.everySteps())
                .put("every_epoch", checkpoints.everyEpoch())
                .put("keep_last", checkpoints.keepLast());
    }

    private static ArrayNode list(List<String> values) {
        ArrayNode array = Json.object().arrayNode();
        values.forEach(array::add);
        return array;
    }
}

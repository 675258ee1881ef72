package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.Transformer;
import dev.trainyard.nn.LazyWeight;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model folder as Hugging Face transformers reads and writes it, without its tokenizer. */
public final class HuggingFaceFolder {
    private static final String CONFIG = "config.json";
    private static final String GENERATION_CONFIG = "generation_config.json";
    private static final long MAX_SHARD_BYTES = 5_000_000_000L;

    private HuggingFaceFolder() {}

    /**
     * The content of {@code config.json}.
     *
     * @throws TrainingFailure if the folder or the file is missing or damaged
     */
    public static JsonNode config(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    folder + " is no folder: a model is a folder with " + CONFIG + " and " + WeightFiles.SINGLE);
        }
        JsonNode config = JsonFile.read(folder.resolve(CONFIG));
        QuantizationJson.requireSupported(config);
        return config;
    }

    /**
     * Whether the weights of a model folder are stored in four bits.
     *
     * @throws TrainingFailure as {@link #config}
     */
    public static boolean isQuantized(Path folder) {
        return QuantizationJson.isIn(config(folder));
    }

    /**
     * Writes config and weights; tied weights once, quantised ones as bitsandbytes does, more than 5 GB in shards. What an
     * adapter was merged into is written in float32, one weight after another. Memory: no more than the largest of these.
     */
    public static void save(Path folder, Transformer model) {
        save(folder, model, MAX_SHARD_BYTES);
    }

    /** The same with shards of at most this size, or of one weight where that is larger. */
    public static void save(Path folder, Transformer model, long maxShardBytes) {
        ObjectNode config = model.config().toJson();
        QuantizationJson.write(config, model.parameters());
        save(folder, model, model.parameters().stored(), config, maxShardBytes);
    }

    /**
     * Writes a model some of whose weights are in eight bits.
     *
     * @param tensors that are stored: those of {@link Int8Weight}, and the others as they are
     */
    public static void saveInt8(Path folder, Transformer model, Map<String, Tensor> tensors) {
        ObjectNode config = model.config().toJson();
        QuantizationJson.writeInt8(config, tensors);
        Map<String, LazyWeight> weights = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> weights.put(name, LazyWeight.of(tensor)));
        save(folder, model, weights, config, MAX_SHARD_BYTES);
    }

    private static void save(
            Path folder, Transformer model, Map<String, LazyWeight> weights, ObjectNode config, long maxShardBytes) {
        List<Map<String, LazyWeight>> shards = shards(weights, maxShardBytes);
        var written = new ArrayList<String>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? WeightFiles.SINGLE
                    : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
            SafetensorsWriter.writeEach(folder.resolve(name), shards.get(i), SafetensorsWriter.PYTORCH);
            written.add(name);
        }
        if (shards.size() > 1) {
            JsonFile.write(folder.resolve(WeightFiles.INDEX), index(shards, written));
            written.add(WeightFiles.INDEX);
        }
        deleteOtherWeights(folder, written);
        if (model instanceof LanguageModel) {
            JsonFile.write(folder.resolve(GENERATION_CONFIG), generationConfig(model));
        }
        String type = dtype(model);
        config.put("dtype", type).put("torch_dtype", type);
        JsonFile.write(folder.resolve(CONFIG), config);
    }

    /** The type that a reader is to hold the model in: bfloat16 if any weight is in it. */
    private static String dtype(Transformer model) {
        return model.parameters().all().values().stream().anyMatch(weight -> weight.dtype() == DType.BFLOAT16)
                ? "bfloat16"
                : "float32";
    }

    private static List<Map<String, LazyWeight>> shards(Map<String, LazyWeight> weights, long maxBytes) {
        var shards = new ArrayList<Map<String, LazyWeight>>();
        Map<String, LazyWeight> shard = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, LazyWeight> entry : weights.entrySet()) {
            long size = entry.getValue().byteSize();
            if (!shard.isEmpty() && bytes + size > maxBytes) {
                shards.add(shard);
                shard = new LinkedHashMap<>();
                bytes = 0;
            }
            shard.put(entry.getKey(), entry.getValue());
            bytes += size;
        }
        shards.add(shard);
        return shards;
    }

    private static ObjectNode index(List<Map<String, LazyWeight>> shards, List<String> names) {
        var places = new TreeMap<String, String>();
        for (int i = 0; i < shards.size(); i++) {
            String file = names.get(i);
            shards.get(i).keySet().forEach(name -> places.put(name, file));
        }
        List<LazyWeight> all =
                shards.stream().flatMap(shard -> shard.values().stream()).toList();
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata")
                .put(
                        "total_parameters",
                        all.stream().mapToLong(LazyWeight::count).sum())
                .put("total_size", all.stream().mapToLong(LazyWeight::byteSize).sum());
        ObjectNode map = index.putObject("weight_map");
        places.forEach(map::put);
        return index;
    }

    private static ObjectNode generationConfig(Transformer model) {
        JsonNode config = model.config().toJson();
        ObjectNode generation = JsonNodeFactory.instance.objectNode();
        generation.put("_from_model_config", true);
        for (String token : List.of("bos_token_id", "eos_token_id", "pad_token_id")) {
            if (config.hasNonNull(token)) {
                generation.set(token, config.get(token));
            }
        }
        return generation;
    }

    /** Weights of an earlier save in another number of shards would be read in place of these. */
    private static void deleteOtherWeights(Path folder, List<String> written) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("model(-\\d+-of-\\d+)?\\.safetensors(\\.index\\.json)?") && !written.contains(name)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("old weights in " + folder + " cannot be deleted", e);
        }
    }
}

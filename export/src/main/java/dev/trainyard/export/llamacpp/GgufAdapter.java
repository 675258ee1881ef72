package dev.trainyard.export.llamacpp;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.export.gguf.GgufFile;
import dev.trainyard.export.gguf.GgufTensor;
import dev.trainyard.export.gguf.GgufWriter;
import dev.trainyard.export.gguf.TensorType;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** LoRA adapters as GGUF files, which llama.cpp adds to a model while it runs. Source: llama.cpp, convert_lora_to_gguf.py. */
public final class GgufAdapter {
    private static final String ALPHA = "adapter.lora.alpha";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";
    private static final String THEIR_DOWN = ".weight.lora_a";
    private static final String THEIR_UP = ".weight.lora_b";

    private GgufAdapter() {}

    /**
     * Writes an adapter of a model.
     *
     * @throws TrainingFailure INVALID_SPEC if it has what such files do not: DoRA, or modules trained as a whole
     */
    public static void write(LanguageModel model, LoraAdapter adapter, String name, Path file) {
        LoraConfig config = adapter.config();
        if (config.dora() || !config.modulesToSave().isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "a GGUF adapter has no " + (config.dora() ? "DoRA" : "modules_to_save " + config.modulesToSave())
                            + ": export the merged model as gguf");
        }
        Architecture architecture = Architecture.named(model.config().modelType());
        double alpha = config.scale() * config.r();
        GgufMetadata metadata = new GgufMetadata()
                .put(GgufModel.ARCHITECTURE, architecture.key())
                .put(GgufModel.TYPE, "adapter")
                .put("general.name", name)
                .put("adapter.type", "lora")
                .put(ALPHA, alpha);
        GgufWriter.write(file, metadata, tensors(model, adapter, architecture, alpha));
    }

    private static List<GgufTensor> tensors(
            LanguageModel model, LoraAdapter adapter, Architecture architecture, double alpha) {
        Map<String, Tensor> weights = adapter.parameters().all();
        List<GgufTensor> tensors = new ArrayList<>();
        for (String module : adapter.modules()) {
            String theirs = architecture
                    .names()
                    .theirs(module + ".weight")
                    .map(weight -> weight.substring(0, weight.length() - ".weight".length()))
                    .orElseThrow(() -> new IllegalStateException("no name in GGUF for " + module));
            Tensor down_RI = weight(weights, module + DOWN);
            Tensor up_OR = weight(weights, module + UP);
            // llama.cpp scales by alpha over the rank of each map: what a pattern makes different goes into B.
            double own = adapter.config().scale(module) * down_RI.size(0) / alpha;
            int heads = heads(model, module);
            tensors.add(new GgufTensor(theirs + THEIR_DOWN, down_RI.shape(), TensorType.F32, () -> down_RI));
            tensors.add(new GgufTensor(theirs + THEIR_UP, up_OR.shape(), TensorType.F32, () -> {
                Tensor scaled =
                        Math.abs(own - 1) < 1e-9 ? up_OR : up_OR.detach().mul(own);
                return architecture.interleaves(module + ".") ? HeadOrder.toPairs(scaled, heads) : scaled;
            }));
        }
        return tensors;
    }

    private static int heads(LanguageModel model, String module) {
        return model.config()
                .toJson()
                .path(module.endsWith(".k_proj") ? "num_key_value_heads" : "num_attention_heads")
                .asInt();
    }

    private static Tensor weight(Map<String, Tensor> weights, String name) {
        Tensor weight = weights.get(name);
        if (weight == null) {
            throw new IllegalStateException("the adapter lacks " + name);
        }
        return weight;
    }

    /**
     * Adds an adapter's updates to the weights of the model that it was made for.
     *
     * @throws TrainingFailure INVALID_MODEL if the file is damaged, is no adapter, or does not fit the model
     */
    public static void addTo(LanguageModel model, Path path) {
        try (GgufFile file = GgufFile.open(path)) {
            Architecture architecture = GgufModel.architecture(file.metadata(), path);
            if (!file.metadata().text(GgufModel.TYPE).orElse("").equals("adapter")
                    || !architecture.key().equals(model.config().modelType())) {
                throw invalid(
                        path,
                        "is no adapter of a model of the family "
                                + model.config().modelType());
            }
            double alpha = file.metadata().number(ALPHA).orElseThrow(() -> invalid(path, "does not say its " + ALPHA));
            for (String name : file.names()) {
                if (name.endsWith(THEIR_DOWN)) {
                    add(model, file, architecture, name.substring(0, name.length() - THEIR_DOWN.length()), alpha, path);
                } else if (!name.endsWith(THEIR_UP)) {
                    throw invalid(path, "has the tensor \"" + name + "\", which is none of an adapter");
                }
            }
        }
    }

    private static void add(
            LanguageModel model, GgufFile file, Architecture architecture, String theirs, double alpha, Path path) {
        String ours = architecture
                .names()
                .ours(theirs + ".weight")
                .orElseThrow(() -> invalid(path, "adapts \"" + theirs + "\", which the model does not have"));
        Tensor weight = model.parameters()
                .find(ours)
                .orElseThrow(() -> invalid(path, "adapts \"" + theirs + "\", which the model does not have"));
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor down_RI = file.read(theirs + THEIR_DOWN);
            Tensor up_OR = file.read(theirs + THEIR_UP);
            boolean turned = architecture.isTransposed(ours);
            if (up_OR.size(1) != down_RI.size(0)
                    || up_OR.size(0) != weight.size(turned ? 1 : 0)
                    || down_RI.size(1) != weight.size(turned ? 0 : 1)) {
                throw invalid(
                        path,
                        "adapts \"" + theirs + "\" by " + up_OR + " and " + down_RI + ", which do not fit its weight "
                                + weight);
            }
            Tensor ordered_OR = architecture.interleaves(ours)
                    ? HeadOrder.toHalves(up_OR, heads(model, ours.substring(0, ours.lastIndexOf('.'))))
                    : up_OR;
            Tensor delta_OI = ordered_OR.matmul(down_RI).mul(alpha / down_RI.size(0));
            weight.add_(turned ? delta_OI.transpose(0, 1) : delta_OI);
        }
    }

    private static TrainingFailure invalid(Path path, String problem) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, path + " " + problem);
    }
}

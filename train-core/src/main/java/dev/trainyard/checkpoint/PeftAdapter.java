package dev.trainyard.checkpoint;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A LoRA adapter on disk, in the layout of PEFT: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class PeftAdapter {
    /** A model that predicts the next token. */
    public static final String CAUSAL_LM = "CAUSAL_LM";
    /** A model that gives a sequence one of several labels. */
    public static final String SEQUENCE_CLASSIFICATION = "SEQ_CLS";

    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";

    private PeftAdapter() {}

    /**
     * The shape of the adapter in a folder; make a {@link LoraAdapter} of it and the model, then {@link #load}.
     *
     * @throws TrainingFailure if the file is missing, damaged, or asks for something we do not have
     */
    public static LoraConfig config(Path folder) {
        return PeftConfig.read(folder.resolve(CONFIG));
    }

    /**
     * Fills an adapter, whose model is built, with the weights of a folder.
     *
     * @throws TrainingFailure listing every weight that is missing, unexpected or of another shape
     */
    public static void load(Path folder, LoraAdapter adapter) {
        Map<String, Tensor> own = keyed(adapter);
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            requireFit(folder.resolve(WEIGHTS), file, own);
            own.forEach((key, tensor) -> {
                try (NoGrad guard = NoGrad.open();
                        Scope scope = Scope.open()) {
                    tensor.copy_(file.read(key));
                }
            });
        }
    }

    private static void requireFit(Path path, SafetensorsFile file, Map<String, Tensor> own) {
        var problems = new ArrayList<String>();
        own.forEach((key, tensor) -> {
            if (!file.names().contains(key)) {
                problems.add("missing \"" + key + "\"");
            } else if (!Arrays.equals(file.shape(key), tensor.shape())) {
                problems.add("\"" + key + "\" has shape " + Arrays.toString(file.shape(key)) + ", the model needs "
                        + Arrays.toString(tensor.shape()));
            }
        });
        file.names().stream()
                .filter(key -> !own.containsKey(key))
                .forEach(key -> problems.add("unexpected \"" + key + "\""));
        if (!problems.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    path + " does not fit the model and adapter_config.json: " + String.join("; ", problems));
        }
    }

    /**
     * Writes the adapter of a causal language model.
     *
     * @param baseModel name or path of the model it belongs to
     */
    public static void save(Path folder, LoraAdapter adapter, String baseModel) {
        save(folder, adapter, baseModel, CAUSAL_LM);
    }

    /**
     * Writes the adapter.
     *
     * @param taskType PEFT's name of what the model does: {@link #CAUSAL_LM} or {@link #SEQUENCE_CLASSIFICATION}
     */
    public static void save(Path folder, LoraAdapter adapter, String baseModel, String taskType) {
        SafetensorsWriter.write(folder.resolve(WEIGHTS), keyed(adapter), SafetensorsWriter.PYTORCH);
        JsonFile.write(folder.resolve(CONFIG), PeftConfig.write(adapter, baseModel, taskType));
    }

    private static Map<String, Tensor> keyed(LoraAdapter adapter) {
        var keyed = new LinkedHashMap<String, Tensor>();
        adapter.parameters().all().forEach((name, tensor) -> keyed.put(PREFIX + name, tensor));
        return keyed;
    }
}

package dev.trainyard.train;

import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.model.Transformer;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** All weights of a model, in Hugging Face layout and one file. */
record ModelWeights(Transformer model) implements TrainedWeights {
    private static final String FILE = "model.safetensors";

    @Override
    public Map<String, Tensor> trainable() {
        return model.parameters().all();
    }

    @Override
    public void write(Path folder) {
        HuggingFaceFolder.save(folder, model, Long.MAX_VALUE);
    }

    @Override
    public void read(Path folder) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(FILE));
                NoGrad guard = NoGrad.open()) {
            model.parameters().all().forEach((name, parameter) -> {
                try (Scope scope = Scope.open()) {
                    parameter.copy_(file.read(name));
                }
            });
        }
    }
}

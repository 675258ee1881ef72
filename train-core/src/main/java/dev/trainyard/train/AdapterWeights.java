package dev.trainyard.train;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** The weights of an adapter, in PEFT's layout. */
record AdapterWeights(LoraAdapter adapter, String baseModel, String peftTask) implements TrainedWeights {
    @Override
    public Map<String, Tensor> trainable() {
        return adapter.parameters().all();
    }

    @Override
    public void write(Path folder) {
        PeftAdapter.save(folder, adapter, baseModel, peftTask);
    }

    @Override
    public void read(Path folder) {
        PeftAdapter.load(folder, adapter);
    }
}

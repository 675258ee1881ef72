package dev.trainyard.train;

import dev.trainyard.data.Dataset;
import dev.trainyard.data.Encoder;
import dev.trainyard.data.Example;
import dev.trainyard.data.PreferencePair;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.Device;
import java.nio.file.Path;
import java.util.List;

/** To prefer one answer to another. */
record PreferenceTask(LanguageModel model, TrainConfig.Dpo config) implements TrainingTask {

    @Override
    public String peftName() {
        return causal().peftName();
    }

    private CausalTask causal() {
        return new CausalTask(model);
    }

    @Override
    public Objective objective(boolean recompute) {
        return new PreferenceLoss(model, recompute, config);
    }

    @Override
    public Dataset read(List<Path> files, RowSettings settings) {
        Encoder encoder = new Encoder(
                settings.tokenizer(), settings.template(), model.config().vocabSize(), settings.maxLength(), true);
        return Dataset.read(files, settings.format(), settings.columns(), encoder, settings.tokenizer());
    }

    @Override
    public String encoding() {
        return "pairs";
    }

    @Override
    public String describe(Dataset rows) {
        return rows.rows().size() + " pairs of answers";
    }

    /** Those of the chosen answer. */
    @Override
    public float[] scores(Example row) {
        return causal().scores(((PreferencePair) row).chosen());
    }

    @Override
    public PreferenceTask reload(Path folder, Device device) {
        return new PreferenceTask(causal().reload(folder, device).model(), config);
    }
}

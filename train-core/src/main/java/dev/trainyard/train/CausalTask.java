package dev.trainyard.train;

import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Encoder;
import dev.trainyard.data.Example;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** To predict the next token. */
record CausalTask(LanguageModel model) implements TrainingTask {
    /** Tokens that are compared. */
    private static final int COMPARED = 64;

    @Override
    public String peftName() {
        return PeftAdapter.CAUSAL_LM;
    }

    @Override
    public Objective objective(boolean recompute) {
        return new SupervisedLoss(model, recompute);
    }

    @Override
    public Dataset read(List<Path> files, RowSettings settings) {
        Encoder encoder = new Encoder(
                settings.tokenizer(), settings.template(), model.config().vocabSize(), settings.maxLength());
        return Dataset.read(files, settings.format(), settings.columns(), encoder, settings.tokenizer());
    }

    @Override
    public String encoding() {
        return "tokens";
    }

    @Override
    public String describe(Dataset rows) {
        return rows.rows().size() + " rows with " + rows.supervisedTokens() + " tokens to learn";
    }

    /** The scores of every token after each token of the row. */
    @Override
    public float[] scores(Example row) {
        int[] ids = ((TokenRow) row).inputIds();
        int[] compared = Arrays.copyOf(ids, Math.min(ids.length, COMPARED));
        model.mode().predict();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            return model.logits(model.hidden(model.ids(compared).view(1, -1))).floats();
        }
    }

    @Override
    public CausalTask reload(Path folder, Device device) {
        return new CausalTask(ModelFamilies.load(folder, LayerDecorator.NONE, Placement.passing(device)));
    }
}

package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.PreferencePair;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Direct preference optimisation: −log σ(β · (how much more likely the chosen answer became − how much more likely the
 * rejected one became)), since the model was the reference. Source: Rafailov et al. 2023, equation 7; label smoothing as
 * in Mitchell 2023, "A note on DPO with noisy preferences".
 *
 * <p>Both answers of all pairs go through the model as one batch. The loss depends on an answer through its
 * log-probability alone, so its gradient is that of the answer's cross-entropy times one number. The reference is the
 * model as it is when {@link #refer} is called; only its log-probabilities are kept.
 *
 * <p>Shapes: N tokens of all answers, P supervised positions, C model width. Not thread-safe.
 */
final class PreferenceLoss implements Objective {
    private final LanguageModel model;
    private final boolean recompute;
    private final TrainConfig.Dpo config;
    private final ChunkedCrossEntropy crossEntropy;
    private final Map<PreferencePair, LogProbabilities> references = new IdentityHashMap<>();
    private PreferenceScore seen = PreferenceScore.EMPTY;

    /** @param recompute whether to hold no more of a block than its input for the way back */
    PreferenceLoss(LanguageModel model, boolean recompute, TrainConfig.Dpo config) {
        this.model = model;
        this.recompute = recompute;
        this.config = config;
        this.crossEntropy = new ChunkedCrossEntropy(model);
    }

    /** Of both answers of a pair, in nats. */
    record LogProbabilities(double chosen, double rejected) {}

    /** Takes the model as it is as the reference for the pairs; dropout does not act. */
    void refer(Batch batch) {
        model.mode().predict();
        PreferenceBatch pairs = PreferenceBatch.of(batch.rowsOf(PreferencePair.class));
        List<LogProbabilities> all = predicted(pairs);
        for (int i = 0; i < all.size(); i++) {
            references.put(pairs.pairs().get(i), all.get(i));
        }
    }

    @Override
    public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
        PreferenceBatch pairs = PreferenceBatch.of(batch.rowsOf(PreferencePair.class));
        SupervisedBatch answers = pairs.answers();
        try (Scope scope = Scope.open()) {
            LayerwisePass pass =
                    new LayerwisePass(model.pass(model.ids(answers.ids()), answers.sequences()), recompute);
            Tensor positions_P = model.ids(answers.positions());
            Tensor hidden_PC = pass.hidden().indexSelect(0, positions_P);
            List<LogProbabilities> now = pairs.sums(crossEntropy.each(hidden_PC, answers.targets()));
            PreferenceScore score = score(pairs.pairs(), now);
            Tensor gradient_PC = Tensor.zerosLike(hidden_PC);
            var targets = new ChunkedCrossEntropy.Targets(answers.labels(), pairs.spread(slopes(pairs.pairs(), now)));
            crossEntropy.backward(hidden_PC, targets, scale, gradient_PC);
            pass.backward(Tensor.zerosLike(pass.hidden()).indexCopy_(0, positions_P, gradient_PC), listener);
            seen = seen.plus(score);
            return score.lossSum();
        }
    }

    @Override
    public PreferenceScore score(Batch batch) {
        PreferenceBatch pairs = PreferenceBatch.of(batch.rowsOf(PreferencePair.class));
        return score(pairs.pairs(), predicted(pairs));
    }

    /** The rewards of all batches that went backward since this was asked last. */
    @Override
    public Optional<Score> observed() {
        PreferenceScore score = seen;
        seen = PreferenceScore.EMPTY;
        return Optional.of(score);
    }

    private List<LogProbabilities> predicted(PreferenceBatch pairs) {
        SupervisedBatch answers = pairs.answers();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_PC = model.pass(model.ids(answers.ids()), answers.sequences())
                    .run()
                    .indexSelect(0, model.ids(answers.positions()));
            return pairs.sums(crossEntropy.each(hidden_PC, answers.targets()));
        }
    }

    private PreferenceScore score(List<PreferencePair> pairs, List<LogProbabilities> now) {
        PreferenceScore sum = PreferenceScore.EMPTY;
        for (int i = 0; i < pairs.size(); i++) {
            PreferencePair pair = pairs.get(i);
            LogProbabilities reference = reference(pair);
            double chosen = config.beta() * (now.get(i).chosen - reference.chosen);
            double rejected = config.beta() * (now.get(i).rejected - reference.rejected);
            double loss = -(1 - config.labelSmoothing()) * logSigmoid(chosen - rejected)
                    - config.labelSmoothing() * logSigmoid(rejected - chosen);
            sum = sum.plus(new PreferenceScore(
                    pair.weight() * loss, pair.weight(), 1, chosen, rejected, chosen > rejected ? 1 : 0));
        }
        return sum;
    }

    /** The derivative of each pair's loss by the cross-entropy of its chosen answer; by the other's it is the opposite. */
    private double[] slopes(List<PreferencePair> pairs, List<LogProbabilities> now) {
        double[] slopes = new double[pairs.size()];
        for (int i = 0; i < slopes.length; i++) {
            LogProbabilities reference = reference(pairs.get(i));
            double margin =
                    config.beta() * (now.get(i).chosen - reference.chosen - (now.get(i).rejected - reference.rejected));
            double slope = (1 - config.labelSmoothing()) * sigmoid(-margin) - config.labelSmoothing() * sigmoid(margin);
            slopes[i] = config.beta() * slope * pairs.get(i).weight();
        }
        return slopes;
    }

    private LogProbabilities reference(PreferencePair pair) {
        LogProbabilities reference = references.get(pair);
        if (reference == null) {
            throw new IllegalStateException(pair.origin() + " has no reference: call refer with it first");
        }
        return reference;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double logSigmoid(double x) {
        return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
    }
}

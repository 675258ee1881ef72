package dev.trainyard.evaluation.scoring;

import dev.trainyard.generate.TextClassifier;
import dev.trainyard.model.Labels;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.torchscript.TorchScriptModel;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What scoring asks of a classifier, whatever runs it.
 *
 * @param probabilities of every label, for ids and segments
 */
record ClassModel(
        Labels labels,
        Optional<Tokenizer> tokenizer,
        int vocabSize,
        int contextTokens,
        BiFunction<int[], int[], float[]> probabilities) {
    static ClassModel of(TextClassifier model) {
        return new ClassModel(
                model.labels(),
                model.tokenizer(),
                model.model().config().vocabSize(),
                model.model().config().maxPositionEmbeddings(),
                model::probabilities);
    }

    static ClassModel of(TorchScriptModel model) {
        return new ClassModel(
                model.labels(), model.tokenizer(), model.vocabSize(), model.contextTokens(), model::probabilities);
    }

    /** The id of the likeliest of these. */
    static int likeliest(float[] probabilities) {
        int best = 0;
        for (int id = 1; id < probabilities.length; id++) {
            best = probabilities[id] > probabilities[best] ? id : best;
        }
        return best;
    }
}

package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the model is scored.
 *
 * @param metrics names to report; empty = all that fit the task
 * @param data rows to score the registered model on; empty = the rows held out from training
 * @param format how {@code data} is written; empty = as the training data, JSONL for a model trained elsewhere
 * @param everySteps optimizer steps between validations during training; 0 = at the end of each epoch
 * @param saveBestModel whether the export takes the best checkpoint rather than the last
 * @param maxSamples rows that are scored at most, the first ones
 * @param maxNewTokens tokens generated per row at most, where a metric compares generated text
 * @param thresholds least value (greatest, for {@code perplexity} and {@code *_loss}) for each named metric; all must
 *     hold before the version is deployed
 * @param stride tokens between the windows of {@code max_length} in which a longer text is read, to find its likelihood;
 *     0 = it is cut
 * @param refusalPhrases signs of a refusal beside the turns known, such as the sentence a model was trained to refuse with
 * @param confidence how intervals are found
 * @param promotion when an alias moves to the version; empty = never
 */
public record EvaluationSpec(
        List<String> metrics,
        Optional<String> data,
        Optional<DataSpec.Format> format,
        int everySteps,
        boolean saveBestModel,
        int maxSamples,
        int maxNewTokens,
        Map<String, Double> thresholds,
        int stride,
        List<String> refusalPhrases,
        Confidence confidence,
        Optional<PromotionSpec> promotion) {
    /** Specs of earlier releases lack the later fields. */
    public EvaluationSpec {
        refusalPhrases = refusalPhrases == null ? List.of() : List.copyOf(refusalPhrases);
        confidence = confidence == null ? Confidence.USUAL : confidence;
    }

    EvaluationSpec withData(Optional<String> rows) {
        return new EvaluationSpec(
                metrics,
                rows,
                format,
                everySteps,
                saveBestModel,
                maxSamples,
                maxNewTokens,
                thresholds,
                stride,
                refusalPhrases,
                confidence,
                promotion);
    }
}

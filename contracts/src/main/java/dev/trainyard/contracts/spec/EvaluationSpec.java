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
 */
public record EvaluationSpec(
        List<String> metrics,
        Optional<String> data,
        Optional<DataSpec.Format> format,
        int everySteps,
        boolean saveBestModel,
        int maxSamples,
        int maxNewTokens,
        Map<String, Double> thresholds) {
    EvaluationSpec withData(Optional<String> rows) {
        return new EvaluationSpec(
                metrics, rows, format, everySteps, saveBestModel, maxSamples, maxNewTokens, thresholds);
    }
}

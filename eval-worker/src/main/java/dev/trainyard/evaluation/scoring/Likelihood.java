package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.train.ValidationScore;
import dev.trainyard.train.Validator;
import java.util.List;

/** How likely a model finds the supervised tokens of a row, each after the true tokens before it. */
record Likelihood(LanguageModel model) {
    ValidationScore of(TokenRow row) {
        return new Validator(new Dataset(DataFormat.TOKENS, List.of(), List.of(row)), 1).score(model);
    }
}

package dev.trainyard.train;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.DatasetFingerprint;
import dev.trainyard.data.DatasetSplit;
import dev.trainyard.data.HeldOutRows;
import dev.trainyard.data.PreferencePair;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows of a run, encoded for its model.
 *
 * @param heldOut rows to validate on, if any
 * @param sha256 digest of the training files
 * @param settings how they were read
 */
record PreparedData(Dataset training, Optional<Dataset> heldOut, String sha256, RowSettings settings) {

    static PreparedData read(TrainConfig config, PreparedModel model) {
        TrainConfig.Data data = config.data();
        int maxLength = Math.min(data.maxLength(), model.model().config().maxPositionEmbeddings());
        RowSettings settings = new RowSettings(
                DataFormat.named(data.format()),
                new ColumnNames(data.columns()),
                model.tokenizer(),
                model.template(),
                maxLength);
        Dataset all = model.task().read(data.files(), settings);
        String sha256 = DatasetFingerprint.of(data.files());
        if (data.validationFile().isPresent()) {
            List<Path> files = List.of(data.validationFile().get());
            Dataset heldOut = model.task().read(files, settings);
            return new PreparedData(all, Optional.of(heldOut), sha256, settings);
        }
        DatasetSplit split = DatasetSplit.of(all, data.validationSplit(), config.seed());
        Optional<Dataset> heldOut = split.heldOut().rows().isEmpty() ? Optional.empty() : Optional.of(split.heldOut());
        return new PreparedData(split.training(), heldOut, sha256, settings);
    }

    /** Writes the held-out rows, so that the trained model can be scored on them later. */
    Optional<Path> writeHeldOut(PreparedModel model, Path file) {
        heldOut.ifPresent(rows -> HeldOutRows.write(rows, settings.columns(), model.tokenizer(), file));
        return heldOut.map(rows -> file);
    }

    /** All pairs of answers, those held out among them. */
    List<PreferencePair> pairs() {
        return Stream.concat(
                        training.rowsOf(PreferencePair.class).stream(),
                        heldOut.stream().flatMap(rows -> rows.rowsOf(PreferencePair.class).stream()))
                .toList();
    }

    /** Tokens to which rows are cut: no more than the model's context. */
    int maxLength() {
        return settings.maxLength();
    }

    /** What is in it, for people. */
    String describe(TrainingTask task) {
        return task.describe(training)
                + (training.cutRows() > 0
                        ? ", " + training.cutRows() + " of them cut to " + maxLength() + " tokens"
                        : "")
                + heldOut.map(rows -> ", " + rows.rows().size() + " rows held out")
                        .orElse("");
    }
}

package dev.trainyard.train;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.DatasetFingerprint;
import dev.trainyard.data.DatasetSplit;
import dev.trainyard.data.EncodedRows;
import dev.trainyard.data.Example;
import dev.trainyard.data.HeldOutRows;
import dev.trainyard.data.PreferencePair;
import dev.trainyard.data.PreparedCache;
import java.nio.file.Files;
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
 * @param cached whether all rows were encoded at an earlier time
 */
record PreparedData(Dataset training, Optional<Dataset> heldOut, String sha256, RowSettings settings, boolean cached) {
    static PreparedData read(TrainConfig config, PreparedModel model, RunResources resources) {
        TrainConfig.Data data = config.data();
        int maxLength = Math.min(data.maxLength(), model.model().config().maxPositionEmbeddings());
        RowSettings settings = new RowSettings(
                DataFormat.named(data.format()),
                new ColumnNames(data.columns()),
                model.tokenizer(),
                model.template(),
                maxLength);
        Rows rows = new Rows(model, settings, resources);
        Dataset all = rows.read(data.files());
        String sha256 = DatasetFingerprint.of(data.files());
        if (data.validationFile().isPresent()) {
            List<Path> files = List.of(data.validationFile().get());
            Dataset heldOut = rows.read(files);
            return new PreparedData(all, Optional.of(heldOut), sha256, settings, rows.cached);
        }
        DatasetSplit split = DatasetSplit.of(all, data.validationSplit(), config.seed());
        Optional<Dataset> heldOut = split.heldOut().rows().isEmpty() ? Optional.empty() : Optional.of(split.heldOut());
        return new PreparedData(split.training(), heldOut, sha256, settings, rows.cached);
    }

    /** Reads and encodes files, or takes the encoded rows of an earlier time. */
    private static final class Rows {
        private final PreparedModel model;
        private final RowSettings settings;
        private final Optional<PreparedCache> cache;
        private boolean cached = true;

        Rows(PreparedModel model, RowSettings settings, RunResources resources) {
            this.model = model;
            this.settings = settings;
            this.cache = resources.prepared();
        }

        Dataset read(List<Path> files) {
            if (cache.isEmpty() || !files.stream().allMatch(Files::isRegularFile)) {
                cached = false;
                return model.task().read(files, settings);
            }
            String key = key(files);
            EncodedRows form = new EncodedRows(files);
            Optional<List<Example>> kept = form.find(cache.get(), key);
            if (kept.isPresent()) {
                return new Dataset(settings.format(), files, kept.get());
            }
            cached = false;
            Dataset fresh = model.task().read(files, settings);
            form.keep(cache.get(), key, fresh.rows());
            return fresh;
        }

        /** Of all that encoded rows follow from. */
        private String key(List<Path> files) {
            return String.join(
                    "\n",
                    model.task().encoding(),
                    settings.format().toString(),
                    settings.columns().toString(),
                    Integer.toString(settings.maxLength()),
                    Integer.toString(model.model().config().vocabSize()),
                    model.textSha256(),
                    DatasetFingerprint.of(files),
                    Integer.toString(files.size()));
        }
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

package dev.trainyard.train;

import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.DatasetFingerprint;
import dev.trainyard.data.DatasetSplit;
import dev.trainyard.data.Encoder;
import dev.trainyard.data.HeldOutRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a run, encoded for its model.
 *
 * @param heldOut rows to validate on, if any
 * @param sha256 digest of the training files
 * @param maxLength tokens to which rows are cut: no more than the model's context
 */
record PreparedData(Dataset training, Optional<Dataset> heldOut, String sha256, int maxLength) {

    static PreparedData read(TrainConfig.Data data, long seed, PreparedModel model) {
        DataFormat format = DataFormat.named(data.format());
        int maxLength = Math.min(data.maxLength(), model.model().config().maxPositionEmbeddings());
        Encoder encoder = new Encoder(
                model.tokenizer(), model.template(), model.model().config().vocabSize(), maxLength);
        Dataset all = Dataset.read(data.files(), format, encoder, model.tokenizer());
        String sha256 = DatasetFingerprint.of(data.files());
        if (data.validationFile().isPresent()) {
            List<Path> files = List.of(data.validationFile().get());
            Dataset heldOut = Dataset.read(files, format, encoder, model.tokenizer());
            return new PreparedData(all, Optional.of(heldOut), sha256, maxLength);
        }
        DatasetSplit split = DatasetSplit.of(all, data.validationSplit(), seed);
        Optional<Dataset> heldOut = split.heldOut().rows().isEmpty() ? Optional.empty() : Optional.of(split.heldOut());
        return new PreparedData(split.training(), heldOut, sha256, maxLength);
    }

    /** Writes the held-out rows, so that the trained model can be scored on them later. */
    Optional<Path> writeHeldOut(PreparedModel model, Path file) {
        heldOut.ifPresent(rows -> HeldOutRows.write(rows, model.tokenizer(), file));
        return heldOut.map(rows -> file);
    }

    /** What is in it, for people. */
    String describe() {
        return training.rows().size() + " rows with " + training.supervisedTokens() + " tokens to learn"
                + (training.cutRows() > 0 ? ", " + training.cutRows() + " of them cut to " + maxLength + " tokens" : "")
                + heldOut.map(rows -> ", " + rows.rows().size() + " rows held out")
                        .orElse("");
    }
}

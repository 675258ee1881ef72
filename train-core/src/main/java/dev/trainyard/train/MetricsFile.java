package dev.trainyard.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code metrics.json}: {@code history}, one entry for each validation and each end of an epoch, and once the run
 * succeeded {@code final}, the metrics of the exported weights. Replaced as a whole, so a reader never sees half of it.
 */
final class MetricsFile {
    static final String NAME = "metrics.json";

    private final Path file;
    private ObjectNode json = Json.object();

    MetricsFile(Path file) {
        this.file = file;
    }

    /** Takes up the entries up to {@code step} that the file holds from before an interruption. */
    void keepUntil(int step) throws IOException {
        json = Json.object();
        ArrayNode history = json.putArray("history");
        if (step > 0 && Files.exists(file)) {
            for (JsonNode entry : Json.mapper().readTree(Files.readString(file)).path("history")) {
                if (entry.path("step").asInt() <= step) {
                    history.add(entry);
                }
            }
        }
        write();
    }

    void add(TrainEvent.Validated validated) throws IOException {
        ObjectNode entry = entry(validated.step()).put("epoch", validated.epoch());
        validated.score().metrics().forEach(entry::put);
        write();
    }

    void add(TrainEvent.EpochEnded ended) throws IOException {
        entry(ended.step()).put("epoch", ended.epoch()).put("train_loss", ended.trainLoss());
        write();
    }

    void finish(TrainEvent.TrainedModel model) throws IOException {
        ObjectNode result = json.putObject("final");
        model.metrics().forEach(result::put);
        result.put("trained_tokens", model.trainedTokens());
        result.put("duration_seconds", model.duration().toMillis() / 1e3);
        write();
    }

    /** The end of an epoch and the validation there share one entry. */
    private ObjectNode entry(int step) {
        ArrayNode history = json.withArray("history");
        JsonNode last = history.path(history.size() - 1);
        return last instanceof ObjectNode entry && entry.path("step").asInt() == step
                ? entry
                : history.addObject().put("step", step);
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.writeString(fresh, json.toPrettyString() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

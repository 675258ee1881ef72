package dev.trainyard.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.data.RenderedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code prepare.json}: what was known before the first step, and how far from it the run ended. */
final class PrepareFile {
    static final String NAME = "prepare.json";

    private final Path file;
    private ObjectNode json = Json.object();

    PrepareFile(Path file) {
        this.file = file;
    }

    void prepared(Preparation preparation) throws IOException {
        json = Json.object()
                .put("rows", preparation.rows())
                .put("held_out_rows", preparation.heldOutRows())
                .put("tokens", preparation.tokens())
                .put("supervised_tokens", preparation.supervisedTokens())
                .put("cut_rows", preparation.cutRows())
                .put("max_length", preparation.maxLength())
                .put("batching", preparation.batching())
                .put("batches_per_epoch", preparation.batchesPerEpoch())
                .put("total_steps", preparation.totalSteps())
                .put("planned_tokens", preparation.plannedTokens())
                .put("cached", preparation.cached());
        ObjectNode memory = json.putObject("memory")
                .put("estimated_bytes", preparation.memory().estimated())
                .put("limit_bytes", preparation.memory().limit());
        ObjectNode parts = memory.putObject("parts");
        preparation.memory().parts().forEach(parts::put);
        for (RenderedRow row : preparation.samples()) {
            json.withArray("samples")
                    .addObject()
                    .put("row", row.origin().toString())
                    .put("tokens", row.tokens())
                    .put("supervised", row.supervised())
                    .put("full_tokens", row.full())
                    .put("text", row.text());
        }
        write();
    }

    void forecast(TrainEvent.Forecast forecast) throws IOException {
        ObjectNode time = json.putObject("time")
                .put("forecast_after_step", forecast.step())
                .put("forecast_seconds", forecast.time().toMillis() / 1e3);
        forecast.cost().ifPresent(cost -> time.put("forecast_cost", cost));
        write();
    }

    void accounted(TrainEvent.Accounted account) throws IOException {
        ObjectNode time =
                json.withObjectProperty("time").put("seconds", account.time().toMillis() / 1e3);
        account.cost().ifPresent(cost -> time.put("cost", cost));
        account.peakMemory().ifPresent(peak -> json.withObjectProperty("memory").put("peak_bytes", peak));
        write();
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.writeString(fresh, json.toPrettyString() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

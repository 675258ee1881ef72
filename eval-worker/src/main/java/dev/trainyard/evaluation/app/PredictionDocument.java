package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code predictions_*.json}: {@code model_id, timestamp, predictions[{input_id, output, confidence, metadata}],
 * metrics{inference_time, memory_usage}}, of the lines of {@code predictions_*.jsonl}. One line is in memory at a time.
 */
record PredictionDocument(Path lines, Report report) {
    private static final List<String> FIELDS =
            List.of("input_id", "input", "output", "expected", "confidence", "metadata");

    void write(Writer out) throws IOException {
        try (JsonGenerator json = WireJson.mapper().createGenerator(out);
                BufferedReader in = Files.newBufferedReader(lines)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("model_id", report.evaluation().version().reference());
            json.writeStringField(
                    "timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeArrayFieldStart("predictions");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                json.writeTree(prediction(WireJson.mapper().readTree(line)));
            }
            json.writeEndArray();
            json.writeObjectFieldStart("metrics");
            json.writeObjectField("inference_time", report.measured().scores().inferenceTime());
            json.writeObjectField("memory_usage", report.measured().scores().memoryUsage());
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static ObjectNode prediction(JsonNode line) {
        ObjectNode prediction = WireJson.mapper().createObjectNode();
        FIELDS.stream().filter(line::hasNonNull).forEach(field -> prediction.set(field, line.get(field)));
        return prediction;
    }
}

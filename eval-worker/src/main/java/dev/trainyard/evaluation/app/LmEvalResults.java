package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.spec.Metric;
import dev.trainyard.contracts.wire.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The same results in the files of lm-evaluation-harness, for the tools that read those: {@code results_*.json} with
 * {@code METRIC,none} and {@code METRIC_stderr,none} by task, {@code samples_*.jsonl} with a line for each answer. Source:
 * lm_eval 0.4, {@code loggers/evaluation_tracker.py}.
 */
record LmEvalResults(Report report, Instant time) {
    private static final String FILTER = "none";

    /** Name of the task: the model's, as every model has rows of its own. */
    private String task() {
        return report.evaluation().version().name();
    }

    ObjectNode results() {
        ObjectNode root = WireJson.mapper().createObjectNode();
        Measured measured = report.measured();
        ObjectNode result = root.putObject("results").putObject(task());
        result.put("name", task()).put("alias", task());
        result.put("sample_len", measured.scores().rows());
        ObjectNode better = WireJson.mapper().createObjectNode();
        measured.metrics().forEach((name, value) -> {
            result.put(name + "," + FILTER, value);
            Optional.ofNullable(measured.intervals().get(name))
                    .filter(interval -> Double.isFinite(interval.standardError()))
                    .ifPresentOrElse(
                            interval -> result.put(name + "_stderr," + FILTER, interval.standardError()),
                            () -> result.put(name + "_stderr," + FILTER, "N/A"));
            better.put(
                    name,
                    Metric.named(name).map(metric -> !metric.lowerIsBetter()).orElse(true));
        });
        root.putObject("group_subtasks").putArray(task());
        root.putObject("configs").set(task(), configuration());
        root.putObject("versions").put(task(), 1);
        root.putObject("n-shot").put(task(), 0);
        root.putObject("higher_is_better").set(task(), better);
        root.putObject("n-samples")
                .putObject(task())
                .put("original", measured.scores().rows() + measured.scores().skippedRows())
                .put("effective", measured.scores().rows());
        root.set("config", run());
        root.putNull("git_hash");
        root.put("date", time.toEpochMilli() / 1e3);
        root.putObject("task_hashes");
        root.put("model_source", "trainyard");
        root.put("model_name", report.evaluation().version().reference());
        root.put(
                "model_name_sanitized",
                report.evaluation().version().reference().replace("/", "__"));
        return root;
    }

    private ObjectNode configuration() {
        ObjectNode configuration = WireJson.mapper().createObjectNode();
        configuration.put("task", task()).put("output_type", "generate_until").put("num_fewshot", 0);
        configuration.putObject("metadata").put("version", 1).put("data", report.source());
        return configuration;
    }

    private ObjectNode run() {
        var confidence = report.evaluation().wanted().confidence();
        return WireJson.mapper()
                .createObjectNode()
                .put("model", "trainyard")
                .put(
                        "model_args",
                        "sha256=" + report.evaluation().version().artifact().sha256())
                .put("batch_size", 1)
                .put("limit", report.evaluation().wanted().maxSamples())
                .put("bootstrap_iters", confidence.resamples())
                .put("random_seed", confidence.seed());
    }

    /** Writes the line of each answer. */
    void samples(Path predictions, Writer out) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(predictions)) {
            long document = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(sample(document++, WireJson.mapper().readTree(line)) + "\n");
            }
        }
    }

    private ObjectNode sample(long number, JsonNode prediction) {
        String input = prediction.path("input").asText();
        String target = prediction.path("expected").asText("");
        String output = prediction.path("output").asText();
        ObjectNode document = WireJson.mapper()
                .createObjectNode()
                .put("input_id", prediction.path("input_id").asText())
                .put("input", input)
                .put("expected", target);
        ObjectNode sample = WireJson.mapper().createObjectNode().put("doc_id", number);
        sample.set("doc", document);
        sample.put("target", target);
        sample.putObject("arguments").putObject("gen_args_0").put("arg_0", input);
        sample.putArray("resps").addArray().add(output);
        sample.putArray("filtered_resps").add(output);
        sample.put("filter", FILTER);
        JsonNode metrics = metrics(prediction);
        metrics.fieldNames().forEachRemaining(sample.withArray("metrics")::add);
        sample.put("doc_hash", sha256(document.toString()));
        sample.put("prompt_hash", sha256(input));
        sample.put("target_hash", sha256(target));
        metrics.properties().forEach(metric -> sample.set(metric.getKey(), metric.getValue()));
        return sample;
    }

    private static JsonNode metrics(JsonNode prediction) {
        JsonNode metrics = prediction.at("/metadata/metrics");
        boolean correct = prediction.at("/metadata/correct").asBoolean();
        return metrics.isObject()
                ? metrics
                : WireJson.mapper().createObjectNode().put("accuracy", correct ? 1.0 : 0.0);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}

package dev.trainyard.publishing.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.http.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The description of a release as a hub wants it: metadata in YAML between two lines of dashes, then Markdown. */
final class ModelCard {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "unknown";

    private final Release release;
    private final StringBuilder text = new StringBuilder();

    private ModelCard(Release release) {
        this.release = release;
    }

    static Content of(Release release) {
        return Content.of(new ModelCard(release).write().getBytes(StandardCharsets.UTF_8));
    }

    private String write() {
        line("---");
        lineage("license").ifPresent(license -> line("license: " + quoted(license)));
        baseModel().ifPresent(base -> line("base_model: " + quoted(base)));
        line("library_name: " + (isAdapter() ? "peft" : "transformers"));
        line("pipeline_tag: " + task());
        line("tags:");
        line("- trainyard");
        metricsAsYaml();
        line("---");
        line("");
        line("# " + release.name());
        line("");
        line("Version " + release.number() + ", published by Trainyard.");
        origin();
        metricsAsTable();
        return text.toString();
    }

    private void metricsAsYaml() {
        if (release.metrics().isEmpty()) {
            return;
        }
        line("model-index:");
        line("- name: " + quoted(release.name()));
        line("  results:");
        line("  - task:");
        line("      type: " + task());
        line("    dataset:");
        line("      name: held-out rows");
        line("      type: "
                + quoted(lineage("dataset_sha256").map(hash -> "sha256-" + hash).orElse(UNKNOWN)));
        line("    metrics:");
        new TreeMap<>(release.metrics()).forEach((name, value) -> {
            if (Double.isFinite(value)) {
                line("    - type: " + quoted(name));
                line("      value: " + value);
            }
        });
    }

    private void origin() {
        Map<String, String> names = new TreeMap<>(Map.of(
                "base_model", "Base model",
                "dataset_sha256", "SHA-256 of the training data",
                "job_id", "Training job",
                "architecture", "Architecture",
                "license", "License"));
        if (names.keySet().stream().noneMatch(name -> lineage(name).isPresent())) {
            return;
        }
        line("");
        line("| | |");
        line("|---|---|");
        names.forEach(
                (name, shown) -> lineage(name).ifPresent(value -> line("| " + shown + " | " + cell(value) + " |")));
    }

    private void metricsAsTable() {
        if (release.metrics().isEmpty()) {
            return;
        }
        line("");
        line("| metric | value |");
        line("|---|---|");
        new TreeMap<>(release.metrics()).forEach((name, value) -> line("| " + cell(name) + " | " + value + " |"));
    }

    private Optional<String> lineage(String name) {
        return Optional.ofNullable(release.lineage().get(name)).filter(value -> !value.isBlank());
    }

    /** Only what is on a hub: a path or a model of the registry would be a broken link. */
    private Optional<String> baseModel() {
        return lineage("base_model")
                .filter(base -> !base.startsWith("models:"))
                .flatMap(HubReference::parse)
                .map(reference -> reference.owner() + "/" + reference.name());
    }

    private boolean isAdapter() {
        return !Files.exists(release.folder().resolve("config.json"));
    }

    private String task() {
        return config().contains("ForSequenceClassification") ? "text-classification" : "text-generation";
    }

    private String config() {
        Path config = release.folder().resolve("config.json");
        try {
            return Files.exists(config) ? Files.readString(config) : "";
        } catch (IOException e) {
            throw Content.unreadable(config, e);
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** A text that YAML and JSON read alike. */
    private static String quoted(String value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text can always be written", e);
        }
    }

    private static String cell(String value) {
        return value.replaceAll("[\\r\\n|]+", " ");
    }
}

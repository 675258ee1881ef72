package dev.trainyard.devkit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A question that was kept from training, with the answer that the data gives. */
record HeldOutQuestion(String prompt, String answer) {

    /** The first of the rows that a job held out. */
    static HeldOutQuestion of(Path artifacts, String jobId) {
        Path rows = artifacts.resolve("jobs").resolve(jobId).resolve("held_out.jsonl");
        try {
            List<String> lines = Files.readAllLines(rows);
            JsonNode messages = WireJson.mapper().readTree(lines.getFirst()).path("messages");
            return new HeldOutQuestion(
                    messages.path(0).path("content").asText(),
                    messages.path(1).path("content").asText());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the held-out rows " + rows, e);
        }
    }
}

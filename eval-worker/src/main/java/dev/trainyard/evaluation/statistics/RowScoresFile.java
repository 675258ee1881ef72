package dev.trainyard.evaluation.statistics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code row_scores.jsonl}: a line with the labels, then a line for each row with its columns, {@code
 * {"row":3,"exact_match":[1.0,1.0]}}.
 */
public final class RowScoresFile {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROW = "row";
    private static final String LABELS = "labels";

    private RowScoresFile() {}

    /** Writes the rows; the file appears whole. */
    public static void write(RowScores scores, Path file) {
        Path whole = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(whole)) {
                ObjectNode head = JSON.createObjectNode();
                scores.labels().forEach(head.putArray(LABELS)::add);
                out.write(head + "\n");
                for (ObjectNode row : rows(scores).values()) {
                    out.write(row + "\n");
                }
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("row scores " + file + " cannot be written", e);
        }
    }

    private static Map<Long, ObjectNode> rows(RowScores scores) {
        Map<Long, ObjectNode> rows = new TreeMap<>();
        scores.columns().forEach((name, column) -> {
            for (int i = 0; i < column.size(); i++) {
                ArrayNode entries = rows.computeIfAbsent(
                                column.row(i), row -> JSON.createObjectNode().put(ROW, row))
                        .putArray(name);
                for (int at = 0; at < column.width(); at++) {
                    entries.add(column.entry(i, at));
                }
            }
        });
        return rows;
    }

    /** Reads such a file. Errors: {@link UncheckedIOException} where it is none. */
    public static RowScores read(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            RowScores scores = new RowScores(labels(JSON.readTree(in.readLine())));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(scores, JSON.readTree(line));
            }
            return scores;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new UncheckedIOException("row scores " + file + " are damaged", new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException("row scores " + file + " cannot be read", e);
        }
    }

    private static List<String> labels(JsonNode head) {
        List<String> labels = new ArrayList<>();
        head.path(LABELS).forEach(label -> labels.add(label.asText()));
        return labels;
    }

    private static void add(RowScores scores, JsonNode line) {
        line.properties().stream()
                .filter(column -> !column.getKey().equals(ROW))
                .forEach(column -> {
                    double[] entries = new double[column.getValue().size()];
                    for (int at = 0; at < entries.length; at++) {
                        entries[at] = column.getValue().get(at).asDouble();
                    }
                    scores.add(column.getKey(), line.path(ROW).asLong(), entries);
                });
    }
}

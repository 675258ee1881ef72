package dev.trainyard.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads rows together with the fields that training has no use for, such as what a good answer has to mention. Rows that
 * only ask, without an answer to learn from, are good here.
 */
public final class FieldRows {
    private FieldRows() {}

    /**
     * A row of a file.
     *
     * @param row as training reads it; empty where it only asks
     * @param prompt what it asks, where it has no answer
     * @param fields all of its fields, with the usual names
     */
    public record FieldRow(RowOrigin origin, Optional<Row> row, Optional<Prompt> prompt, ObjectNode fields) {}

    /**
     * Gives every good row of a file in any format but plain text to {@code rows}, in order, and what is wrong with the
     * others to {@code problems}; an {@link IllegalArgumentException} of {@code rows} is such a problem.
     */
    public static void read(
            Path file, DataFormat format, ColumnNames columns, RowProblems problems, Consumer<FieldRow> rows) {
        RowParser parser = new RowParser(format);
        JsonRows.read(file, format, columns, problems, (origin, json) -> {
            Optional<Prompt> prompt = prompt(json);
            Optional<Row> row = prompt.isPresent() ? Optional.empty() : Optional.of(parser.parse(origin, json));
            try {
                rows.accept(new FieldRow(origin, row, prompt, json));
            } catch (IllegalArgumentException e) {
                throw new InvalidRow(String.valueOf(e.getMessage()));
            }
        });
    }

    private static Optional<Prompt> prompt(ObjectNode json) {
        if (json.has("input_ids") || PreferenceParser.isPair(json) || PreferenceParser.isTokenPair(json)) {
            return Optional.empty();
        }
        JsonNode messages = json.path("messages");
        if (messages.isArray() && !messages.isEmpty()) {
            boolean answered =
                    messages.get(messages.size() - 1).path("role").asText().equals("assistant");
            return answered ? Optional.empty() : Optional.of(new Prompt.Chat(MessageParser.messages(messages)));
        }
        boolean asks = json.hasNonNull("prompt") && !json.hasNonNull("completion");
        return asks ? Optional.of(new Prompt.Text(RowParser.string(json, "prompt"))) : Optional.empty();
    }
}

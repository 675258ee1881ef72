package dev.trainyard.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads rows with a class as a stream: one row is in memory at a time. */
public final class LabelledRowReader {
    private static final String LABEL = "label";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private final DataFormat format;

    private LabelledRowReader(DataFormat format) {
        this.format = format;
    }

    /** Gives every good row to {@code rows}, in order, and what is wrong with the others to {@code problems}. */
    public static void read(
            List<Path> files,
            DataFormat format,
            ColumnNames columns,
            RowProblems problems,
            Consumer<LabelledRow> rows) {
        if (format == DataFormat.TEXT) {
            problems.add(files, "plain text has no labels: give rows of text and label as jsonl, json or csv");
            return;
        }
        LabelledRowReader reader = new LabelledRowReader(format);
        for (Path file : files) {
            JsonRows.read(file, format, columns, problems, (origin, json) -> rows.accept(reader.row(origin, json)));
        }
    }

    private LabelledRow row(RowOrigin origin, ObjectNode json) {
        if (json.has("input_ids")) {
            return tokens(origin, json);
        }
        if (format == DataFormat.TOKENS || !json.has("text")) {
            throw new InvalidRow("the row has the fields %s, expected %s and label"
                    .formatted(RowParser.names(json), format == DataFormat.TOKENS ? "input_ids" : "text"));
        }
        String text = RowParser.string(json, "text");
        if (text.isBlank()) {
            throw new InvalidRow("text is empty: there is nothing to classify");
        }
        Optional<String> pair =
                json.hasNonNull("text_pair") ? Optional.of(RowParser.string(json, "text_pair")) : Optional.empty();
        return new LabelledRow.Text(origin, text, pair, label(json));
    }

    private Label label(ObjectNode json) {
        JsonNode label = json.path(LABEL);
        boolean number = label.isIntegralNumber() && label.canConvertToInt();
        if (!number && (!label.isTextual() || label.textValue().isBlank())) {
            throw new InvalidRow("label is %s, expected the name of a class or its number"
                    .formatted(label.isMissingNode() ? "missing" : RowParser.shown(label)));
        }
        String text = label.asText().strip();
        // A CSV file does not tell numbers from texts.
        return new Label(
                text,
                number || (format == DataFormat.CSV && NUMBER.matcher(text).matches()));
    }

    private LabelledRow tokens(RowOrigin origin, ObjectNode json) {
        int[] ids = RowParser.integers(json, "input_ids");
        int[] segments = json.has("token_type_ids") ? RowParser.integers(json, "token_type_ids") : new int[0];
        int length = json.has("attention_mask")
                ? realTokens(RowParser.integers(json, "attention_mask"), ids.length)
                : ids.length;
        if (length == 0) {
            throw new InvalidRow("input_ids has no token to classify");
        }
        if (segments.length != 0 && segments.length != ids.length) {
            throw new InvalidRow("token_type_ids has %d entries, but input_ids has %d: they must be as many"
                    .formatted(segments.length, ids.length));
        }
        return new LabelledRow.Tokens(
                origin,
                Arrays.copyOf(ids, length),
                segments.length == 0 ? segments : Arrays.copyOf(segments, length),
                label(json));
    }

    /** Padding is left out, which only stands at the end. */
    private static int realTokens(int[] mask, int tokens) {
        int length = 0;
        while (length < mask.length && mask[length] == 1) {
            length++;
        }
        boolean rest = Arrays.stream(mask, length, mask.length).anyMatch(value -> value != 0);
        if (mask.length != tokens || rest) {
            throw new InvalidRow("attention_mask must have %d entries, ones and after them zeros".formatted(tokens));
        }
        return length;
    }
}

package dev.trainyard.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scoring process as it is run: its own JVM, with a pretrained model. */
@SuppressWarnings("NullAway.Init")
final class ScoringMainTest {
    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void findsTheLikelihoodOfAnIndependentImplementation() throws Exception {
        JsonNode golden = ScoringMain.JSON.readTree(
                RESOURCES.resolve("stories260k-golden.json").toFile());
        ObjectNode row = ScoringMain.JSON.createObjectNode();
        ArrayNode ids = row.putArray("input_ids");
        for (int i = 0; i < golden.path("prefix_len").asInt(); i++) {
            ids.add(golden.path("greedy_ids").get(i));
        }
        row.set("labels", ids.deepCopy());

        JsonNode scores = scores("tokens", row.toString());

        double loss = golden.path("mean_nll").asDouble();
        assertThat(scores.at("/metrics/loss").asDouble()).isCloseTo(loss, within(1e-4));
        assertThat(scores.at("/metrics/perplexity").asDouble()).isCloseTo(Math.exp(loss), within(1e-4));
        assertThat(scores.path("rows").asLong()).isEqualTo(1);
        assertThat(scores.path("metrics").has("exact_match")).isFalse();
        assertThat(folder.resolve("predictions.jsonl")).doesNotExist();
    }

    @Test
    void countsAnAnswerThatEqualsTheReference() throws Exception {
        // " Lily" is one token of this model, and its greedy answer.
        String right = "{\"prompt\":\"Once upon a time, there was a little girl named\",\"completion\":\" Lily\"}";
        String wrong = "{\"prompt\":\"Once upon a time, there was a little girl named\",\"completion\":\" Bob\"}";

        JsonNode scores = scores("jsonl", right + "\n" + wrong + "\n", "--max-new-tokens", "1");

        List<String> lines = Files.readAllLines(folder.resolve("predictions.jsonl"));
        assertThat(lines).hasSize(2);
        JsonNode first = ScoringMain.JSON.readTree(lines.get(0));
        assertThat(first.path("output").asText()).isEqualTo(" Lily");
        assertThat(first.at("/metadata/correct").asBoolean()).isTrue();
        assertThat(scores.at("/metrics/exact_match").asDouble()).isEqualTo(0.5);
        assertThat(scores.at("/inference_time/mean_ms").asDouble()).isPositive();
        assertThat(scores.at("/samples/1/expected").asText()).isEqualTo(" Bob");
        assertThat(scores.at("/samples/1/correct").asBoolean()).isFalse();
    }

    @Test
    void leavesARowOutThatCannotBeScored() throws Exception {
        String longPrompt = "{\"prompt\":\"" + "word ".repeat(400) + "\",\"completion\":\"x\"}";

        JsonNode scores = scores("jsonl", longPrompt + "\n{\"text\":\"Once upon a time\"}\n", "--max-length", "64");

        assertThat(scores.path("rows").asInt()).isEqualTo(1);
        assertThat(scores.path("skipped_rows").asInt()).isEqualTo(1);
    }

    @Test
    void readsLongTextsInWindowsAsTransformersDoes() throws Exception {
        JsonNode golden = ScoringMain.JSON.readTree(
                RESOURCES.resolve("metrics/sliding-window-golden.json").toFile());
        String text = golden.path("text").asText();
        String row = ScoringMain.JSON
                .createObjectNode()
                .put("text", text)
                .put("ends", false)
                .toString();
        for (int run : new int[] {0, 1}) {
            JsonNode expected = golden.path("runs").get(run);
            JsonNode scores = scores(
                    "jsonl",
                    row,
                    "--max-length",
                    expected.path("max_length").asText(),
                    "--stride",
                    expected.path("stride").asText());
            assertThat(scores.at("/metrics/loss").asDouble())
                    .isCloseTo(expected.path("loss").asDouble(), within(1e-5));
            assertThat(scores.at("/definitions/perplexity").asText())
                    .contains("stride " + expected.path("stride").asText(), "beginning-of-sequence");
            List<RowScoresLine> lines = rowScores();
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0).supervised())
                    .isEqualTo(expected.path("predicted").asInt());
        }
    }

    private record RowScoresLine(JsonNode json) {
        int supervised() {
            return json.path("likelihood").get(2).asInt();
        }
    }

    private List<RowScoresLine> rowScores() throws Exception {
        List<RowScoresLine> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("predictions.jsonl.scores"))) {
            if (!line.contains("\"labels\"")) {
                rows.add(new RowScoresLine(ScoringMain.JSON.readTree(line)));
            }
        }
        return rows;
    }

    @Test
    void asksRowsWithoutReferenceAndChecksWhatTheyExpect() throws Exception {
        String prompt = "\"prompt\":\"Once upon a time, there was a little girl named\"";
        JsonNode scores = scores(
                "jsonl",
                "{" + prompt + ",\"key_points\":[\"lily|bob\",\"train\"],\"should_refuse\":false}\n"
                        + "{" + prompt + ",\"completion\":\" Lily\",\"format\":{\"type\":\"max_words\",\"value\":1}}\n"
                        + "{" + prompt + ",\"format\":[\"json\",\"no_comma\"],\"should_refuse\":true}\n",
                "--max-new-tokens",
                "1");
        JsonNode metrics = scores.path("metrics");
        assertThat(scores.path("rows").asInt()).isEqualTo(3);
        assertThat(metrics.path("exact_match").asDouble()).isEqualTo(1);
        assertThat(metrics.path("rouge_l").asDouble()).isEqualTo(1);
        assertThat(metrics.path("key_point_coverage").asDouble()).isEqualTo(0.5);
        assertThat(metrics.path("format_compliance").asDouble()).isEqualTo(0.5);
        assertThat(metrics.path("instruction_compliance").asDouble()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(metrics.path("refusal_accuracy").asDouble()).isEqualTo(0.5);
        assertThat(metrics.path("refusal_recall").asDouble(1)).isZero();
        assertThat(metrics.path("over_refusal_rate").asDouble(1)).isZero();
        assertThat(scores.at("/metric_rows/key_point_coverage").asInt()).isEqualTo(1);
        assertThat(scores.at("/metric_rows/perplexity").asInt()).isEqualTo(1);
        assertThat(scores.at("/worst/0/notes").toString()).contains("should refuse", "format not followed: json");
        assertThat(scores.at("/worst")).hasSize(2);
        JsonNode first = ScoringMain.JSON.readTree(
                Files.readAllLines(folder.resolve("predictions.jsonl")).get(0));
        assertThat(first.path("expected").isNull()).isTrue();
        assertThat(first.at("/metadata/notes/0").asText()).isEqualTo("not mentioned: train");
    }

    @Test
    void saysWhatRowsHaveNoValueFor() throws Exception {
        JsonNode scores = scores("jsonl", "{\"text\":\"Once upon a time\"}\n");
        assertThat(scores.path("metrics").has("key_point_coverage")).isFalse();
        assertThat(scores.at("/not_applicable/key_point_coverage").asText())
                .isEqualTo("none of the 1 rows carries key_points");
        assertThat(scores.at("/not_applicable/bleu").asText()).contains("an answer to compare with");
    }

    @Test
    void saysWhichExpectationIsWrong() throws Exception {
        List<String> lines =
                run(2, "jsonl", "{\"prompt\":\"x\",\"format\":\"jsn\"}\n{\"prompt\":\"x\",\"key_points\":3}\n");
        String message = ScoringMain.JSON
                .readTree(lines.get(lines.size() - 1))
                .path("message")
                .asText();
        assertThat(message).contains("rows:1", "\"jsn\" is unknown", "rows:2", "key_points: expected a list");
    }

    @Test
    void saysWhichRowIsWrong() throws Exception {
        List<String> lines = run(2, "jsonl", "{\"text\":\"fine\"}\nnot json\n");

        JsonNode failed = ScoringMain.JSON.readTree(lines.get(lines.size() - 1));
        assertThat(failed.path("event").asText()).isEqualTo("failed");
        assertThat(failed.path("code").asText()).isEqualTo("INVALID_DATA");
        assertThat(failed.path("message").asText()).contains("rows:2");
    }

    private JsonNode scores(String format, String rows, String... more) throws Exception {
        return ScoringProcess.scores(run(0, format, rows, more));
    }

    private List<String> run(int exitCode, String format, String rows, String... more) throws Exception {
        Path data = Files.writeString(folder.resolve("rows"), rows);
        List<String> arguments = new ArrayList<>(List.of(
                "--model", RESOURCES.resolve("stories260k").toString(),
                "--model-id", "stories/1",
                "--data", data.toString(),
                "--format", format,
                "--predictions", folder.resolve("predictions.jsonl").toString()));
        arguments.addAll(List.of(more));
        return ScoringProcess.run(folder, exitCode, arguments);
    }
}

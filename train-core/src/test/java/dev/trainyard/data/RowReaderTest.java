package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowReaderTest {
    @TempDir
    Path folder;

    private final RowProblems problems = new RowProblems();

    private List<Row> read(DataFormat format, String... lines) {
        List<Row> rows = new ArrayList<>();
        RowReader.read(List.of(DataFixtures.file(folder, "data.jsonl", lines)), format, problems, rows::add);
        return rows;
    }

    @Test
    void readsEveryShapeOfRow() {
        List<Row> rows = read(
                DataFormat.JSONL,
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"},"
                        + " {\"type\": \"text\", \"text\": \"b\"}]}, {\"role\": \"assistant\", \"content\": \"c\","
                        + " \"weight\": 0, \"reasoning_content\": \"r\", \"tool_calls\": null}, {\"role\": \"assistant\","
                        + " \"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"f\"}}]}]}",
                "",
                "{\"prompt\": \"p\", \"completion\": \"c\", \"id\": 7}",
                "{\"text\": \"t\"}",
                "{\"input_ids\": [1, 2], \"labels\": [-100, 2]}");

        problems.throwIfAny();
        assertThat(rows).hasSize(4);
        assertThat(rows.stream().map(row -> row.origin().number())).containsExactly(1L, 3L, 4L, 5L);
        assertThat(rows.get(0)).isInstanceOfSatisfying(Row.Chat.class, chat -> {
            assertThat(chat.conversation().messages().get(0).content()).isEqualTo("ab");
            assertThat(chat.conversation().messages().get(1).extras()).containsOnlyKeys("reasoning_content");
            assertThat(chat.conversation().messages().get(2).content()).isNull();
            assertThat(chat.weights()).containsExactly(1.0, 0.0, 1.0);
        });
        assertThat(rows.get(1)).isEqualTo(new Row.Completion(rows.get(1).origin(), "p", "c", 1));
        assertThat(rows.get(2)).isEqualTo(new Row.Text(rows.get(2).origin(), "t", true, 1));
        assertThat(rows.get(3))
                .isInstanceOfSatisfying(
                        Row.Tokens.class, tokens -> assertThat(tokens.labels()).containsExactly(-100, 2));
    }

    @Test
    void saysWhatIsWrongWithEachRow() {
        List<Row> rows = read(
                DataFormat.JSONL,
                "{\"text\": \"good\"}",
                "not json",
                "[1]",
                "{\"question\": \"q\"}",
                "{\"messages\": []}",
                "{\"messages\": [{\"role\": \"bot\", \"content\": \"x\"}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": 3}]}",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\", \"weight\": 0}]}",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\", \"weight\": -2}]}",
                "{\"prompt\": \"p\"}",
                "{\"prompt\": \"p\", \"completion\": \"\"}",
                "{\"text\": \"  \"}",
                "{\"input_ids\": [1, 2], \"labels\": [1]}",
                "{\"input_ids\": [1, \"2\"]}",
                "{\"text\": \"two\"} {\"text\": \"rows\"}",
                "{\"text\": \"t\", \"weight\": 0}",
                "{\"text\": \"t\", \"weight\": \"1\"}",
                "{\"input_ids\": [1, 2], \"weights\": [1]}",
                "{\"input_ids\": [1, 2], \"weights\": [1, 1e9]}");

        assertThat(rows).hasSize(1);
        assertThat(problems.count()).isEqualTo(19);
        List<String> expected = List.of(
                ":2: it is not JSON",
                ":3: a JSON object was expected, but here is a list",
                ":4: the row has the fields question, expected messages",
                ":5: messages must be a list of at least one message, but is empty",
                ":6: messages[0]: the role 'bot' is unknown",
                ":7: there is no message of the assistant",
                ":8: messages[0]: content must be a string, but is 3",
                ":9: every message of the assistant has weight 0",
                ":10: messages[0]: weight is -2, expected 0 (not learnt) or a number from 0.0001 to 10000",
                ":11: completion is missing",
                ":12: completion is empty",
                ":13: text is empty",
                ":14: labels has 1 entries, but input_ids has 2",
                ":15: input_ids[1] must be an integer, but is \"2\"",
                ":16: it is not JSON",
                ":17: weight is 0, so there is nothing to learn",
                ":18: weight must be a number from 0, but is \"1\"",
                ":19: weights must be a list of 2 numbers, as many as input_ids, but is a list of 1",
                ":20: weights[1] is 1.0E9, expected 0");
        IntStream.range(0, expected.size())
                .forEach(i -> assertThat(problems.first().get(i)).contains(expected.get(i)));
    }

    @Test
    void readsWeightsOfRowsMessagesAndLabels() {
        List<Row> rows = read(
                DataFormat.JSONL,
                "{\"weight\": 0.5, \"messages\": [{\"role\": \"assistant\", \"content\": \"x\", \"weight\": 0.25}]}",
                "{\"weight\": 3, \"prompt\": \"p\", \"completion\": \"c\"}",
                "{\"weight\": 2, \"input_ids\": [1, 2, 3], \"weights\": [1, 0, 0.5]}",
                "{\"weight\": null, \"text\": \"t\"}");

        problems.throwIfAny();
        assertThat(rows.stream().map(Row::weight)).containsExactly(0.5, 3.0, 2.0, 1.0);
        assertThat(((Row.Chat) rows.get(0)).weights()).containsExactly(0.25);
        assertThat(((Row.Tokens) rows.get(2)).weights()).containsExactly(1, 0, 0.5f);
    }

    @Test
    void countsAllProblemsAndShowsTheFirstTwenty() {
        read(DataFormat.JSONL, IntStream.range(0, 500).mapToObj(i -> "{}").toArray(String[]::new));

        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOfSatisfying(
                        TrainingFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_DATA))
                .hasMessageContaining("500 problems")
                .hasMessageContaining("data.jsonl:20:")
                .hasMessageNotContaining("data.jsonl:21:")
                .hasMessageContaining("and 480 more");
    }

    @Test
    void wantsTokenIdsWhereTheFormatSaysSo() {
        assertThat(read(DataFormat.TOKENS, "{\"text\": \"t\"}", "{\"input_ids\": [3], \"labels\": [3]}"))
                .hasSize(1);
        assertThat(problems.first()).singleElement().asString().contains("expected input_ids");
    }

    @Test
    void namesTheLineThatIsNotUtf8AndReadsOn() throws IOException {
        Path file = folder.resolve("latin1.txt");
        Files.write(file, "\uFEFFeins\nzw\u00f6lf\r\ndrei".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        List<Row> rows = new ArrayList<>();
        RowReader.read(List.of(file), DataFormat.TEXT, problems, rows::add);
        problems.throwIfAny();
        assertThat(((Row.Text) rows.getFirst()).text()).isEqualTo("eins\nzwölf\r\ndrei");

        Files.write(file, "eins\nzw\u00f6lf\ndrei".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        RowReader.read(List.of(file, folder.resolve("none.txt"), folder), DataFormat.TEXT, problems, rows::add);

        assertThat(problems.first()).hasSize(3);
        assertThat(problems.first().get(0)).contains("latin1.txt:2: it is not UTF-8");
        assertThat(problems.first().get(1)).contains("there is no such file");
        assertThat(problems.first().get(2)).contains("this is not a file");
    }
}

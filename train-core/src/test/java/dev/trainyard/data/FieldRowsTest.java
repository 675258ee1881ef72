package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.data.FieldRows.FieldRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class FieldRowsTest {
    @TempDir
    Path folder;

    private final RowProblems problems = new RowProblems();

    @Test
    void givesRowsWithTheirFieldsAndRowsThatOnlyAsk() throws Exception {
        List<FieldRow> rows = read("""
                {"prompt":"a","completion":"b","key_points":["c"]}
                {"prompt":"only asked","should_refuse":true}
                {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]}
                {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"x"},{"role":"user","content":"and?"}]}
                {"text":"t","format":"json"}
                """);
        assertThat(problems.count()).isZero();
        assertThat(rows).extracting(row -> row.origin().number()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(rows.get(0).row()).containsInstanceOf(Row.Completion.class);
        assertThat(rows.get(0).fields().at("/key_points/0").asText()).isEqualTo("c");
        assertThat(rows.get(1).row()).isEmpty();
        assertThat(rows.get(1).prompt()).contains(new Prompt.Text("only asked"));
        assertThat(rows.get(2).row()).containsInstanceOf(Row.Chat.class);
        assertThat(rows.get(2).prompt()).isEmpty();
        assertThat(rows.get(3).prompt())
                .get()
                .isInstanceOfSatisfying(
                        Prompt.Chat.class, chat -> assertThat(chat.messages()).hasSize(3));
        assertThat(rows.get(4).fields().has("format")).isTrue();
    }

    @Test
    void tellsWhatIsWrongWithOthers() throws Exception {
        read("{\"prompt\":3}\n{\"nothing\":1}\n{\"messages\":[{\"role\":\"x\",\"content\":\"y\"}]}\n");
        assertThat(problems.first()).hasSize(3);
        assertThat(problems.first().get(0)).contains(":1", "prompt must be a string");
        assertThat(problems.first().get(2)).contains(":3", "messages[0]", "role");
    }

    @Test
    void whatTheReaderRefusesIsAProblemOfTheRow() throws Exception {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"prompt\":\"a\"}\n");
        FieldRows.read(file, DataFormat.JSONL, ColumnNames.USUAL, problems, row -> {
            throw new IllegalArgumentException("format is odd");
        });
        assertThat(problems.first()).singleElement().asString().contains(":1: format is odd");
    }

    @Test
    void trainingTakesRowsWithSuchFields() throws Exception {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"),
                "{\"prompt\":\"a\",\"completion\":\"b\",\"key_points\":[\"c\"],\"format\":{\"type\":\"json\"},\"should_refuse\":true}\n");
        List<Row> rows = new ArrayList<>();
        RowReader.read(List.of(file), DataFormat.JSONL, problems, rows::add);
        problems.throwIfAny();
        assertThat(rows).singleElement().isInstanceOf(Row.Completion.class);
    }

    private List<FieldRow> read(String lines) throws Exception {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), lines);
        List<FieldRow> rows = new ArrayList<>();
        FieldRows.read(file, DataFormat.JSONL, ColumnNames.USUAL, problems, rows::add);
        return rows;
    }
}

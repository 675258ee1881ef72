package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.tokenizer.SegmentedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledDataTest {
    @TempDir
    Path folder;

    @Test
    void csvKeepsQuotesCommasAndLineEndsWithinValues() throws IOException {
        Path file = file("rows.csv", "\uFEFFtext,label\r\n\"a \"\"b\"\", c\r\nd\",x\r\n\r\n plain ,y");
        List<LabelledRow> rows = rows(file, DataFormat.CSV, ColumnNames.USUAL);
        assertThat(rows)
                .containsExactly(
                        new LabelledRow.Text(
                                new RowOrigin(file, 2), "a \"b\", c\r\nd", Optional.empty(), new Label("x", false)),
                        new LabelledRow.Text(
                                new RowOrigin(file, 5), " plain ", Optional.empty(), new Label("y", false)));
    }

    @Test
    void csvTellsEveryBrokenRowWithItsLine() throws IOException {
        Path file = file("rows.csv", "text,label\na,b,c\nd \"e\",f\n\"g\"h,i\nj,\nk,l\n\"m,n\n");
        RowProblems problems = new RowProblems();
        List<LabelledRow> good = new ArrayList<>();
        LabelledRowReader.read(List.of(file), DataFormat.CSV, ColumnNames.USUAL, problems, good::add);
        assertThat(good).hasSize(1);
        assertThat(problems.first())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("rows.csv:2: it has 3 values"),
                        problem -> assertThat(problem).contains("rows.csv:3: a quote stands within a value"),
                        problem -> assertThat(problem).contains("rows.csv:4: text follows a closing quote"),
                        problem -> assertThat(problem).contains("rows.csv:5: label is \"\""),
                        problem -> assertThat(problem).contains("rows.csv:7: a quote is opened here"));
    }

    @Test
    void aJsonListHasTheSameRowsAsJsonLines() throws IOException {
        String first = "{\"text\":\"a\",\"label\":\"x\"}";
        String second = "{\"text\":\"b\",\"text_pair\":\"c\",\"label\":\"y\"}";
        Path lines = file("rows.jsonl", first + "\n" + second + "\n");
        Path list = file("rows.json", "[" + first + ",\n " + second + "]");
        assertThat(rows(list, DataFormat.JSON, ColumnNames.USUAL).stream().map(LabelledDataTest::content))
                .isEqualTo(rows(lines, DataFormat.JSONL, ColumnNames.USUAL).stream()
                        .map(LabelledDataTest::content)
                        .toList());
        Path wrong = file("wrong.json", first);
        assertThatThrownBy(() -> LabelNames.of(List.of(wrong), DataFormat.JSON, ColumnNames.USUAL))
                .hasMessageContaining("does not begin with [");
    }

    private static List<Object> content(LabelledRow row) {
        LabelledRow.Text text = (LabelledRow.Text) row;
        return List.of(text.text(), text.pair(), text.label());
    }

    @Test
    void columnsMayHaveOtherNames() throws IOException {
        ColumnNames columns = new ColumnNames(Map.of("text", "question", "label", "text"));
        Path file = file("rows.csv", "question,text\na,x\n");
        assertThat(rows(file, DataFormat.CSV, columns).getFirst().label()).isEqualTo(new Label("x", false));
        Path other = file("other.csv", "text,label\na,x\n");
        assertThatThrownBy(() -> LabelNames.of(List.of(other), DataFormat.CSV, columns))
                .hasMessageContaining("other.csv:2")
                .hasMessageContaining("expected question, which is named for text");
    }

    @Test
    void csvAndListsTrainLanguageModelsToo() throws IOException {
        Path file = file("rows.csv", "prompt,completion\na,b\n");
        RowProblems problems = new RowProblems();
        List<Row> rows = new ArrayList<>();
        RowReader.read(List.of(file), DataFormat.CSV, problems, rows::add);
        assertThat(rows).containsExactly(new Row.Completion(new RowOrigin(file, 2), "a", "b", 1));
    }

    @Test
    void namesAreSortedAndNumbersCountFromZero() throws IOException {
        Path named = file("named.jsonl", row("\"b\"") + row("\"a\"") + row("\"b\""));
        assertThat(names(named, DataFormat.JSONL)).containsExactly("a", "b");
        Path numbered = file("numbered.jsonl", row("3") + row("1"));
        assertThat(names(numbered, DataFormat.JSONL)).containsExactly("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3");
        Path csv = file("numbered.csv", "text,label\na,2\n");
        assertThat(names(csv, DataFormat.CSV)).hasSize(3);
        Path mixed = file("mixed.jsonl", row("3") + row("\"a\""));
        assertThatThrownBy(() -> names(mixed, DataFormat.JSONL))
                .hasMessageContaining("mixed.jsonl:2: label is \"a\", but")
                .hasMessageContaining("label all rows by name, or all by number");
    }

    private static List<String> names(Path file, DataFormat format) {
        return LabelNames.of(List.of(file), format, ColumnNames.USUAL).names();
    }

    private static String row(String label) {
        return "{\"text\":\"t\",\"label\":" + label + "}\n";
    }

    @Test
    void anUnknownLabelIsToldWithItsRow() throws IOException {
        Path file = file("rows.jsonl", "{\"input_ids\":[1],\"label\":\"c\"}\n{\"input_ids\":[1],\"label\":2}\n");
        var encoder = new LabelledEncoder(Optional.empty(), new LabelNames(List.of("a", "b")), 10, 8);
        assertThatThrownBy(() -> encoder.read(List.of(file), DataFormat.TOKENS, ColumnNames.USUAL))
                .hasMessageContaining("rows.jsonl:1: label is \"c\", which is no class of the model: it has a, b")
                .hasMessageContaining("rows.jsonl:2: label is 2");
    }

    @Test
    void paddingOfTokenRowsIsLeftOut() throws IOException {
        Path file = file(
                "rows.jsonl",
                "{\"input_ids\":[5,6,0],\"attention_mask\":[1,1,0],\"token_type_ids\":[0,1,0],\"label\":1}\n");
        var encoder = new LabelledEncoder(Optional.empty(), LabelNames.numbered(2), 10, 8);
        ClassRow row = encoder.read(List.of(file), DataFormat.TOKENS, ColumnNames.USUAL)
                .rowsOf(ClassRow.class)
                .getFirst();
        assertThat(row.inputIds()).containsExactly(5, 6);
        assertThat(row.segments()).containsExactly(0, 1);
    }

    @Test
    void cuttingTakesFromTheLongestTextAndKeepsWhatIsAround() {
        // [CLS] 1 2 3 4 [SEP] 5 6 [SEP]
        var pair = new SegmentedText(
                new int[] {100, 1, 2, 3, 4, 101, 5, 6, 101},
                new int[] {0, 0, 0, 0, 0, 0, 1, 1, 1},
                new boolean[] {true, false, false, false, false, true, false, false, true});
        assertThat(pair.cut(7).ids()).containsExactly(100, 1, 2, 101, 5, 6, 101);
        assertThat(pair.cut(7).segments()).containsExactly(0, 0, 0, 0, 1, 1, 1);
        assertThat(pair.cut(9).ids()).hasSize(9);
        assertThat(pair.cut(2).ids()).hasSize(2);
        assertThat(SegmentedText.plain(new int[] {1, 2, 3}, new int[0]).cut(2).ids())
                .containsExactly(1, 2);
    }

    @Test
    void heldOutRowsOfCsvAreWrittenAsJsonLines() throws IOException {
        Path file = file("rows.csv", "question,label\na,1\nb,0\n");
        ColumnNames columns = new ColumnNames(Map.of("text", "question"));
        ClassRow second = new ClassRow(new RowOrigin(file, 3), new int[] {1}, new int[0], 0, 1);
        Path out = folder.resolve("held_out.jsonl");
        HeldOutRows.write(new Dataset(DataFormat.CSV, List.of(file), List.of(second)), columns, Optional.empty(), out);
        assertThat(Files.readString(out)).isEqualTo("{\"label\":\"0\",\"text\":\"b\"}\n");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<LabelledRow> rows(Path file, DataFormat format, ColumnNames columns) {
        RowProblems problems = new RowProblems();
        List<LabelledRow> rows = new ArrayList<>();
        LabelledRowReader.read(List.of(file), format, columns, problems, rows::add);
        problems.throwIfAny();
        return rows;
    }
}

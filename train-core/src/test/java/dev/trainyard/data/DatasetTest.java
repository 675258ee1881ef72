package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.bpe.TrainedBpe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private DataFixtures fixtures;

    @BeforeEach
    void open() {
        fixtures = new DataFixtures(folder);
    }

    @AfterEach
    void close() {
        fixtures.close();
    }

    private Path tokens(int rows) {
        return DataFixtures.file(
                folder,
                "tokens.jsonl",
                IntStream.range(0, rows)
                        .mapToObj(i -> "{\"input_ids\": [%d, 1, 2], \"labels\": [-100, 1, 2]}".formatted(i))
                        .toArray(String[]::new));
    }

    private Dataset tokenData(int rows) {
        return Dataset.read(
                List.of(tokens(rows)), DataFormat.TOKENS, DataFixtures.withoutTokenizer(10_000, 8), Optional.empty());
    }

    private Dataset text(Tokenizer tokenizer, int maxLength) {
        Encoder encoder = new Encoder(Optional.of(tokenizer), Optional.empty(), tokenizer.vocabSize(), maxLength);
        return Dataset.read(List.of(DataFixtures.TEXT), DataFormat.TEXT, encoder, Optional.of(tokenizer));
    }

    @Test
    void collectsProblemsOfReadingAndOfEncoding() {
        Path file =
                DataFixtures.file(folder, "mixed.jsonl", "{}", "{\"input_ids\": [50, 1]}", "{\"text\": \"a b\"}", "x");

        assertThatThrownBy(() -> Dataset.read(
                        List.of(file, folder.resolve("gone")),
                        DataFormat.JSONL,
                        DataFixtures.withoutTokenizer(10, 8),
                        Optional.empty()))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("5 problems")
                .hasMessageContaining("mixed.jsonl:2: input_ids[0] is 50")
                .hasMessageContaining("mixed.jsonl:3: the model has no tokenizer.json")
                .hasMessageContaining("gone: there is no such file");
        assertThatThrownBy(() -> Dataset.read(
                        List.of(DataFixtures.file(folder, "empty.jsonl", "")),
                        DataFormat.JSONL,
                        DataFixtures.withoutTokenizer(10, 8),
                        Optional.empty()))
                .hasMessageContaining("there is no row in it");
        assertThatThrownBy(() -> Dataset.read(
                        List.of(DataFixtures.TEXT),
                        DataFormat.TEXT,
                        DataFixtures.withoutTokenizer(10, 8),
                        Optional.empty()))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("text.txt: the model has no tokenizer.json");
    }

    @Test
    void cutsTextIntoBlocksThatAreTheTextAgain() throws IOException {
        Dataset data = text(fixtures.bytes, 32);

        StringBuilder joined = new StringBuilder();
        List<Integer> ids = new ArrayList<>();
        data.rowsOf(TokenRow.class).forEach(row -> IntStream.of(row.inputIds()).forEach(ids::add));
        joined.append(fixtures.bytes.decode(ids.stream().mapToInt(i -> i).toArray(), false));
        assertThat(joined).hasToString(Files.readString(DataFixtures.TEXT) + "<|endoftext|>");
        assertThat(data.rows().subList(0, data.rows().size() - 1)).allMatch(row -> row.length() == 32);
        assertThat(data.tokens()).isEqualTo(ids.size());
        assertThat(data.supervisedTokens()).isEqualTo(ids.size() - data.rows().size());
    }

    @Test
    void encodesLongTextInPiecesAsIfAtOnce() throws IOException {
        Path file = folder.resolve("long.txt");
        String text = Files.readString(DataFixtures.TEXT).repeat(60);
        Files.writeString(file, text);
        Encoder encoder = fixtures.encoder(1000);

        Dataset data = Dataset.read(List.of(file), DataFormat.TEXT, encoder, Optional.of(fixtures.bytes));

        assertThat(text).hasSizeGreaterThan(400_000);
        assertThat(data.tokens()).isEqualTo(fixtures.bytes.encode(text).length + 1L);
        int[] first = data.rowsOf(TokenRow.class).getFirst().inputIds();
        assertThat(fixtures.bytes.encode(text)).startsWith(first);
    }

    @Test
    void splitsBySeedWithoutLossOrOverlap() {
        Dataset data = tokenData(200);
        DatasetSplit split = DatasetSplit.of(data, 0.1, 42);

        assertThat(split.heldOut().rows()).hasSize(20);
        assertThat(split.training().rows())
                .hasSize(180)
                .doesNotContainAnyElementsOf(split.heldOut().rows());
        assertThat(DatasetSplit.of(data, 0.1, 42).heldOut().rows())
                .isEqualTo(split.heldOut().rows());
        assertThat(DatasetSplit.of(data, 0.1, 43).heldOut().rows())
                .isNotEqualTo(split.heldOut().rows());
        assertThat(split.training().rows().stream().map(row -> row.origin().number()))
                .isSorted();
    }

    @Test
    void neverHoldsEverythingOut() {
        for (int rows : List.of(1, 2, 3)) {
            DatasetSplit split = DatasetSplit.of(tokenData(rows), 0.99, 1);
            assertThat(split.training().rows()).hasSize(1);
            assertThat(split.heldOut().rows()).hasSize(rows - 1);
        }
        assertThat(DatasetSplit.of(tokenData(9), 0, 1).heldOut().rows()).isEmpty();
        assertThat(DatasetSplit.of(tokenData(9), 0.001, 1).heldOut().rows()).hasSize(1);
        assertThatThrownBy(() -> DatasetSplit.of(tokenData(2), 1.0, 1)).hasMessageContaining("validation_split is 1.0");
    }

    @Test
    void writesHeldOutLinesAsTheyWere() throws IOException {
        DatasetSplit split = DatasetSplit.of(tokenData(50), 0.2, 3);
        Path file = folder.resolve("held_out.jsonl");

        HeldOutRows.write(split.heldOut(), Optional.empty(), file);

        Dataset again = Dataset.read(
                List.of(file), DataFormat.JSONL, DataFixtures.withoutTokenizer(10_000, 8), Optional.empty());
        assertThat(again.rowsOf(TokenRow.class).stream().map(row -> row.inputIds()[0]))
                .containsExactlyElementsOf(split.heldOut().rowsOf(TokenRow.class).stream()
                        .map(row -> row.inputIds()[0])
                        .toList());
        assertThat(Files.readAllLines(file).getFirst()).startsWith("{\"input_ids\": [");
    }

    @Test
    void writesHeldOutTextAsNeighbouringPieces() throws IOException {
        DatasetSplit split = DatasetSplit.of(text(fixtures.bytes, 40), 0.2, 3);
        List<Long> blocks = split.heldOut().rows().stream()
                .map(row -> row.origin().number())
                .toList();
        assertThat(blocks.getLast() - blocks.getFirst()).isEqualTo(blocks.size() - 1L);
        Path file = folder.resolve("held_out.jsonl");

        HeldOutRows.write(split.heldOut(), Optional.of(fixtures.bytes), file);

        Dataset again =
                Dataset.read(List.of(file), DataFormat.JSONL, fixtures.encoder(64), Optional.of(fixtures.bytes));
        assertThat(again.rows()).hasSameSizeAs(split.heldOut().rows());
        assertThat(Files.readString(DataFixtures.TEXT))
                .contains(fixtures.bytes.decode(
                        again.rowsOf(TokenRow.class).get(1).inputIds(), false));
    }

    @Test
    void trainsATokenizerOnTheTextOfAnyFormat() {
        Path chats = DataFixtures.file(
                folder,
                "chats.jsonl",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"wagons wagons\"}, {\"role\": \"assistant\","
                        + " \"content\": \"wagons\"}]}",
                "{\"prompt\": \"tracks\", \"completion\": \" tracks\"}");
        TrainedBpe bpe = TrainingText.tokenizer(List.of(chats), DataFormat.JSONL, 300);
        assertThat(bpe.tokens()).contains("wagons", "tracks").doesNotContain("user", "role");

        assertThat(TrainingText.tokenizer(List.of(DataFixtures.TEXT), DataFormat.TEXT, 400)
                        .vocabSize())
                .isEqualTo(400);
        assertThatThrownBy(() -> TrainingText.tokenizer(List.of(tokens(2)), DataFormat.TOKENS, 300))
                .hasMessageContaining("token ids have no text");
    }

    @Test
    void fingerprintsContentAndNothingElse() throws IOException {
        Path a = Files.writeString(folder.resolve("a"), "abc");
        Path b = Files.writeString(folder.resolve("b"), "abc");
        Path c = Files.writeString(folder.resolve("c"), "abd");

        assertThat(DatasetFingerprint.of(List.of(a)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .isEqualTo(DatasetFingerprint.of(List.of(b)))
                .isNotEqualTo(DatasetFingerprint.of(List.of(c)));
        assertThat(DatasetFingerprint.of(List.of(a, c))).isNotEqualTo(DatasetFingerprint.of(List.of(c, a)));
        assertThatThrownBy(() -> DatasetFingerprint.of(List.of(folder.resolve("none"))))
                .isInstanceOf(TrainingFailure.class);
    }
}

package dev.trainyard.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizerTest {
    private static final Path STORIES = Path.of("src/test/resources/tokenizer/stories260k");

    private final Tokenizer stories = Tokenizer.require(STORIES);
    private final int[] goldenIds;
    private final String goldenText;

    TokenizerTest() throws IOException {
        JsonNode golden =
                new ObjectMapper().readTree(STORIES.resolve("golden.json").toFile());
        goldenIds = IntStream.range(0, golden.path("greedy_ids").size())
                .map(i -> golden.path("greedy_ids").get(i).asInt())
                .toArray();
        goldenText = golden.path("greedy_text").asText();
    }

    @BeforeAll
    void isThere() {
        assertThat(goldenIds).hasSizeGreaterThan(50);
    }

    @AfterAll
    void close() {
        stories.close();
    }

    @Test
    void encodesWhatTheModelSaysToItsIds() {
        assertThat(stories.encodeWithSpecialTokens(goldenText.strip())).isEqualTo(goldenIds);
        assertThat(stories.encode(goldenText.strip())).isEqualTo(Arrays.copyOfRange(goldenIds, 1, goldenIds.length));
        assertThat(stories.decode(goldenIds, true)).isEqualTo(goldenText.strip());
        assertThat(stories.decode(new int[] {1, 403, 2}, false)).contains("<s>").contains("</s>");
    }

    @Test
    void neverCutsLongTexts() {
        assertThat(stories.encode("Once upon a time. ".repeat(3000))).hasSizeGreaterThan(10_000);
    }

    @Test
    void tellsTheSpecialTokensOfTheModel() {
        assertThat(stories.vocabSize()).isEqualTo(512);
        assertThat(stories.addsBos()).isTrue();
        assertThat(stories.specialTokens().bosId()).isEqualTo(OptionalInt.of(1));
        assertThat(stories.specialTokens().eosId()).isEqualTo(OptionalInt.of(2));
        assertThat(stories.specialTokens().padId()).isEmpty();
        assertThat(stories.specialTokens().paddingId()).isEqualTo(2);
        assertThat(stories.specialTokens().stopIds()).containsExactly(2);
        assertThat(stories.tokenId("<unk>")).isEqualTo(OptionalInt.of(0));
        assertThat(stories.tokenId("Lily")).isEmpty();
    }

    @Test
    void collectsAllIdsThatEndAnAnswer(@TempDir Path folder) throws IOException {
        Files.copy(STORIES.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": {\"content\": \"</s>\"}}");
        Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": [2, 7], \"pad_token_id\": 0}");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 9}");
        try (Tokenizer tokenizer = Tokenizer.require(folder)) {
            assertThat(tokenizer.specialTokens().stopIds()).containsExactly(2, 7, 9);
            assertThat(tokenizer.specialTokens().padId()).isEqualTo(OptionalInt.of(0));
            assertThat(tokenizer.specialTokens().bosId()).isEmpty();
        }
    }

    @Test
    void placesTokensInCharsOfTheText() {
        String text = "héllo 😀 wörld";
        TokenizedText tokens = stories.encodeWithOffsets(text);

        StringBuilder covered = new StringBuilder();
        int end = 0;
        for (int i = 0; i < tokens.length(); i++) {
            if (tokens.starts()[i] >= end) {
                covered.append(text, tokens.starts()[i], tokens.ends()[i]);
                end = tokens.ends()[i];
            }
        }
        assertThat(covered).hasToString(text);
        assertThat(tokens.ids()).isEqualTo(stories.encode(text));
        assertThat(text.substring(tokens.starts()[5], tokens.ends()[5])).isEqualTo("😀");
    }

    @Test
    void isUsedByManyThreadsAtOnce() {
        int[] expected = stories.encode(goldenText);
        assertThat(IntStream.range(0, 2000).parallel().mapToObj(i -> stories.encode(goldenText)))
                .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
    }

    @Test
    void isAbsentWhereTheFolderHasNone(@TempDir Path folder) {
        assertThat(Tokenizer.open(folder)).isEmpty();
        assertThatThrownBy(() -> Tokenizer.require(folder))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining("format tokens");
    }

    @Test
    void namesTheFileThatIsBroken(@TempDir Path folder) throws IOException {
        for (String broken : List.of("{\"model\": 3", "[]", "{\"model\": {\"type\": \"nothing\"}}")) {
            Files.writeString(folder.resolve("tokenizer.json"), broken);
            assertThatThrownBy(() -> Tokenizer.open(folder))
                    .isInstanceOfSatisfying(
                            TrainingFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_MODEL))
                    .hasMessageContaining("tokenizer.json");
        }
    }

    @Test
    void streamsTheTextThatFollowsThePrompt() {
        for (int prompt = 1; prompt < goldenIds.length; prompt += 7) {
            StreamDecoder stream = new StreamDecoder(stories, Arrays.copyOf(goldenIds, prompt));
            String before = stories.decode(Arrays.copyOf(goldenIds, prompt), true);
            StringBuilder streamed = new StringBuilder(before);
            IntStream.of(goldenIds).skip(prompt).forEach(id -> streamed.append(stream.push(id)));
            streamed.append(stream.flush());
            assertThat(streamed).hasToString(goldenText.strip());
        }
    }

    @Test
    void neverStreamsPartsOfCharacters() {
        String text = "a 😀 é 你好 👩‍👩‍👧 z\uFFFDy" + " 😀".repeat(40) + "\uFFFD";
        StreamDecoder stream = new StreamDecoder(stories);
        StringBuilder streamed = new StringBuilder();
        for (int id : stories.encode(text)) {
            String piece = stream.push(id);
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isTrue();
            assertThat(piece.isEmpty() || text.startsWith(streamed + piece)).isTrue();
            streamed.append(piece);
        }
        assertThat(streamed.append(stream.flush())).hasToString(text);
    }

    @Test
    void showsAtTheEndWhatNeverBecameACharacter() {
        // The first two bytes of an emoji, by byte fallback.
        int[] emoji = stories.encode("😀");
        StreamDecoder stream = new StreamDecoder(stories, stories.encode("x"));
        assertThat(stream.push(emoji[1])).isEmpty();
        assertThat(stream.push(emoji[2])).isEmpty();
        assertThat(stream.flush()).isNotEmpty().matches("\uFFFD+");
        assertThat(stream.flush()).isEmpty();
    }
}

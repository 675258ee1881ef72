package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatMessage;
import dev.trainyard.tokenizer.template.ChatTemplate;
import dev.trainyard.tokenizer.template.Conversation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderTest {
    private static final RowOrigin ORIGIN = new RowOrigin(Path.of("data.jsonl"), 4);

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

    private static Row.Chat chat(List<Double> weights, String... turns) {
        ChatMessage[] messages = new ChatMessage[turns.length];
        for (int i = 0; i < turns.length; i++) {
            messages[i] = ChatMessage.of(i % 2 == 0 ? "user" : "assistant", turns[i]);
        }
        return new Row.Chat(ORIGIN, Conversation.of(messages), weights, 1);
    }

    @Test
    void learnsWhatTheAssistantSaysAndWhereItEnds() {
        TokenRow row = fixtures.encoder(512)
                .encode(chat(List.of(1.0, 1.0, 1.0, 1.0), "the yard", "track 12 😀", "and?", "naïve"));

        assertThat(DataFixtures.learnt(row, fixtures.bytes)).isEqualTo("track 12 😀<|im_end|>naïve<|im_end|>");
        assertThat(fixtures.bytes.decode(row.inputIds(), false))
                .isEqualTo("<|im_start|>user\nthe yard<|im_end|>\n<|im_start|>assistant\ntrack 12 😀<|im_end|>\n"
                        + "<|im_start|>user\nand?<|im_end|>\n<|im_start|>assistant\nnaïve<|im_end|>\n");
        assertThat(row.labels()).hasSameSizeAs(row.inputIds());
    }

    @Test
    void leavesMessagesOfWeightZeroOut() {
        TokenRow row = fixtures.encoder(512).encode(chat(List.of(1.0, 0.0, 1.0, 1.0), "a", "wrong", "b", "right"));

        assertThat(DataFixtures.learnt(row, fixtures.bytes)).isEqualTo("right<|im_end|>");
    }

    @Test
    void weighsTokensByMessageAndRow() {
        Row.Chat row = chat(List.of(1.0, 0.5, 1.0, 2.0), "a", "half", "b", "twice");
        TokenRow weighted =
                fixtures.encoder(512).encode(new Row.Chat(row.origin(), row.conversation(), row.weights(), 3));

        int half = fixtures.bytes.encode("half<|im_end|>").length;
        int twice = fixtures.bytes.encode("twice<|im_end|>").length;
        assertThat(weighted.weights()).hasSameSizeAs(weighted.inputIds());
        assertThat(weighted.weight()).isEqualTo(3 * (0.5 * half + 2 * twice));
        assertThat(weighted.supervised()).isEqualTo(half + twice);
        for (int t = 0; t < weighted.length(); t++) {
            assertThat(weighted.weights()[t] > 0).isEqualTo(weighted.labels()[t] != TokenRow.IGNORED);
        }
    }

    @Test
    void keepsNoWeightsWhereAllAreOne() {
        assertThat(fixtures.encoder(512)
                        .encode(chat(List.of(0.5, 1.0, 0.0, 1.0), "a", "b", "c", "d"))
                        .weights())
                .isEmpty();
    }

    @Test
    void cutsWeightsWithTheirTokens() {
        TokenRow row = DataFixtures.withoutTokenizer(10, 3)
                .encode(new Row.Tokens(
                        ORIGIN, new int[] {1, 2, 3, 4}, new int[] {1, 2, 3, 4}, new float[] {1, 0, 2, 9}, 0.5));
        assertThat(row.labels()).containsExactly(1, TokenRow.IGNORED, 3);
        assertThat(row.weights()).containsExactly(0.5f, 0, 1);
        assertThat(row.weight()).isEqualTo(1);
    }

    @Test
    void learnsCompletionsAndToEndAfterThem() {
        TokenRow row = fixtures.encoder(512).encode(new Row.Completion(ORIGIN, "label: ", "positive", 1));

        assertThat(DataFixtures.learnt(row, fixtures.bytes)).isEqualTo("positive<|endoftext|>");
        assertThat(fixtures.bytes.decode(row.inputIds(), false)).isEqualTo("label: positive<|endoftext|>");
        // What the model is given when it is asked.
        assertThat(row.inputIds()).startsWith(fixtures.bytes.encode("label: "));
    }

    @Test
    void putsNoSpaceBeforeCompletions() {
        Encoder encoder = new Encoder(Optional.of(fixtures.stories), Optional.empty(), 512, 512);
        for (String prompt : List.of("Lily said, \"", "Once upon", "One day, L")) {
            TokenRow row = encoder.encode(new Row.Completion(ORIGIN, prompt, "ily went home.", 1));

            assertThat(fixtures.stories.decode(row.inputIds(), true)).isEqualTo(prompt + "ily went home.");
            assertThat(row.inputIds())
                    .startsWith(fixtures.stories.encodeWithSpecialTokens(prompt))
                    .endsWith(2);
            int learnt = (int) Arrays.stream(row.labels())
                    .filter(l -> l != TokenRow.IGNORED)
                    .count();
            assertThat(learnt).isEqualTo(row.length() - fixtures.stories.encodeWithSpecialTokens(prompt).length);
        }
    }

    @Test
    void learnsAllOfATextAndItsEndOnce() {
        Encoder encoder = new Encoder(Optional.of(fixtures.stories), Optional.empty(), 512, 512);

        TokenRow whole = encoder.encode(new Row.Text(ORIGIN, "Once upon a time", true, 1));
        assertThat(whole.inputIds()).containsExactly(1, 403, 407, 261, 378, 2);
        assertThat(whole.labels()).isEqualTo(whole.inputIds());
        assertThat(whole.supervised()).isEqualTo(5);

        assertThat(encoder.encode(new Row.Text(ORIGIN, "Once upon a time</s>", true, 1))
                        .inputIds())
                .isEqualTo(whole.inputIds());
        assertThat(encoder.encode(new Row.Text(ORIGIN, "Once upon a time", false, 1))
                        .inputIds())
                .containsExactly(1, 403, 407, 261, 378);
    }

    @Test
    void cutsToTheMaximumLengthAndRefusesWhatThenTeachesNothing() {
        TokenRow cut = fixtures.encoder(24).encode(chat(List.of(1.0, 1.0), "a", "b ".repeat(100)));
        assertThat(cut.length()).isEqualTo(24);
        assertThat(cut.full()).isGreaterThan(100);
        assertThat(cut.supervised()).isPositive();

        assertThatThrownBy(() -> fixtures.encoder(24).encode(chat(List.of(1.0, 1.0), "a ".repeat(100), "b")))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("data.jsonl:4")
                .hasMessageContaining("max_length 24")
                .hasMessageContaining("raise max_length");
    }

    @Test
    void takesTokensAsTheyAreIfTheModelKnowsThem() {
        Encoder encoder = DataFixtures.withoutTokenizer(10, 3);
        TokenRow row = encoder.encode(
                new Row.Tokens(ORIGIN, new int[] {9, 8, 7, 6}, new int[] {-100, -100, 7, 6}, new float[0], 1));
        assertThat(row.inputIds()).containsExactly(9, 8, 7);
        assertThat(row.labels()).containsExactly(-100, -100, 7);

        for (int[] bad : List.of(new int[] {1, 10}, new int[] {1, -1})) {
            assertThatThrownBy(() -> encoder.encode(new Row.Tokens(ORIGIN, bad, bad, new float[0], 1)))
                    .hasMessageContaining("input_ids[1] is " + bad[1])
                    .hasMessageContaining("0 to 9");
        }
        assertThatThrownBy(() ->
                        encoder.encode(new Row.Tokens(ORIGIN, new int[] {1, 2}, new int[] {1, -100}, new float[0], 1)))
                .hasMessageContaining("no token is left to learn");
        assertThatThrownBy(() -> encoder.encode(new Row.Tokens(ORIGIN, new int[] {1}, new int[] {1}, new float[0], 1)))
                .hasMessageContaining("no token is left to learn");
    }

    @Test
    void saysWhatTheModelLacks() {
        assertThatThrownBy(() -> DataFixtures.withoutTokenizer(10, 3).encode(new Row.Text(ORIGIN, "t", true, 1)))
                .hasMessageContaining("no tokenizer.json");
        Tokenizer tokenizer = fixtures.bytes;
        assertThatThrownBy(() -> new Encoder(Optional.of(tokenizer), Optional.empty(), 400, 9)
                        .encode(chat(List.of(1.0, 1.0), "a", "b")))
                .hasMessageContaining("no chat template");
        ChatTemplate refusing = ChatTemplate.of("{{ raise_exception('not so') }}", tokenizer.specialTokens());
        assertThatThrownBy(() -> new Encoder(Optional.of(tokenizer), Optional.of(refusing), 400, 9)
                        .encode(chat(List.of(1.0, 1.0), "a", "b")))
                .hasMessageContaining("refuses this conversation")
                .hasMessageContaining("not so");
    }
}

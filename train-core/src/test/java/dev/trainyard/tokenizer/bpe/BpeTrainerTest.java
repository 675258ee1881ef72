package dev.trainyard.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.StreamDecoder;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatMessage;
import dev.trainyard.tokenizer.template.ChatTemplate;
import dev.trainyard.tokenizer.template.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    private static final Path FIXTURE = Path.of("src/test/resources/tokenizer/bpe");

    private final String text = Files.readString(FIXTURE.resolve("text.txt"));
    private final JsonNode golden =
            new ObjectMapper().readTree(FIXTURE.resolve("golden.json").toFile());

    BpeTrainerTest() throws IOException {}

    private static TrainedBpe train(int vocabSize, Iterable<String> texts) {
        BpeTrainer trainer = new BpeTrainer(vocabSize);
        texts.forEach(trainer::add);
        return trainer.train();
    }

    @Test
    void findsTheMergesOfTheTokenizersLibrary() {
        List<String> expected = new ArrayList<>();
        golden.path("merges").forEach(merge -> expected.add(merge.asText()));

        TrainedBpe bpe = train(400, List.of(text));

        assertThat(bpe.merges().stream().map(merge -> merge.left() + " " + merge.right()))
                .containsExactlyElementsOf(expected);
        assertThat(bpe.vocabSize()).isEqualTo(400);
        assertThat(bpe.shortfall()).isEmpty();
    }

    @Test
    void encodesAsTheTokenizersLibraryDoes(@TempDir Path folder) throws IOException {
        train(400, List.of(text)).write(folder, 128);
        try (Tokenizer tokenizer = Tokenizer.require(folder)) {
            for (JsonNode sample : golden.path("samples")) {
                List<Integer> expected = new ArrayList<>();
                sample.path("ids").forEach(id -> expected.add(id.asInt()));
                assertThat(IntStream.of(tokenizer.encode(sample.path("text").asText()))
                                .boxed())
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void givesAnyTextBack(@TempDir Path folder) throws IOException {
        train(400, List.of(text)).write(folder, 128);
        Random random = new Random(7);
        try (Tokenizer tokenizer = Tokenizer.require(folder)) {
            for (int round = 0; round < 200; round++) {
                String any = anyText(random);
                int[] ids = tokenizer.encode(any);
                assertThat(tokenizer.decode(ids, false)).isEqualTo(any);
                assertThat(IntStream.of(ids).max().orElse(0)).isLessThan(tokenizer.vocabSize());
                StreamDecoder stream = new StreamDecoder(tokenizer);
                StringBuilder streamed = new StringBuilder();
                IntStream.of(ids).forEach(id -> streamed.append(stream.push(id)));
                assertThat(streamed.append(stream.flush())).hasToString(any);
            }
        }
    }

    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(80), 0, 4)
                .forEach(kind -> text.appendCodePoint(
                        switch (kind) {
                            case 0 -> 'a' + random.nextInt(26);
                            case 1 -> " \n\t\r.'".charAt(random.nextInt(6));
                            case 2 -> 0xA0 + random.nextInt(0xD000);
                            default -> 0x10000 + random.nextInt(0x20000);
                        }));
        return text.toString();
    }

    @Test
    void dependsOnNothingButTheText() {
        List<String> lines =
                new ArrayList<>(text.lines().map(line -> line + "\n").toList());
        TrainedBpe one = train(500, lines);
        Collections.shuffle(lines, new Random(1));

        assertThat(train(500, lines)).isEqualTo(one);
    }

    @Test
    void saysWhenTheTextIsTooSmallForTheVocabulary() {
        TrainedBpe bpe = train(5000, List.of(text));

        assertThat(bpe.vocabSize()).isEqualTo(golden.path("largest").asInt()).isLessThan(5000);
        assertThat(bpe.shortfall()).hasValueSatisfying(why -> assertThat(why).contains("instead of 5000"));
        assertThat(train(300, List.of()).vocabSize()).isEqualTo(BpeTrainer.LEAST_VOCABULARY);
    }

    @Test
    void refusesAVocabularyWithoutRoomForAllBytes() {
        assertThatThrownBy(() -> new BpeTrainer(258))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("258")
                .hasMessageContaining("259");
    }

    @Test
    void writesAFolderThatIsReadyForConversations(@TempDir Path folder) throws IOException {
        train(400, List.of(text)).write(folder, 128);
        try (Tokenizer tokenizer = Tokenizer.require(folder)) {
            ChatTemplate template =
                    ChatTemplate.open(folder, tokenizer.specialTokens()).orElseThrow();
            int[] ids = tokenizer.encode(template.render(
                    Conversation.of(ChatMessage.of("user", "yard"), ChatMessage.of("assistant", "track")), false));

            assertThat(ids).startsWith(1).contains(2);
            assertThat(tokenizer.specialTokens().eosId()).isEqualTo(OptionalInt.of(0));
            assertThat(tokenizer.specialTokens().padId()).isEqualTo(OptionalInt.of(0));
            assertThat(tokenizer.addsBos()).isFalse();
            assertThat(template.endOfTurn(tokenizer)).isEqualTo(OptionalInt.of(2));
            assertThat(new ObjectMapper()
                            .readTree(folder.resolve("tokenizer_config.json").toFile())
                            .path("chat_template")
                            .asText())
                    .isEqualTo(ChatTemplate.chatMlSource());
        }
    }
}

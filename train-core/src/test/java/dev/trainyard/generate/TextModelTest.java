package dev.trainyard.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On a pretrained model that tells stories. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextModelTest {
    private static final int[] PROMPT = {1};

    private TextModel model;

    @BeforeAll
    void load() {
        model = TextModel.load(Fixtures.STORIES);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void greedyTextIsTheReferenceText() {
        JsonNode golden = Fixtures.json(Fixtures.STORIES.resolve("golden.json"));
        List<Integer> expected = StreamSupport.stream(golden.path("greedy_ids").spliterator(), false)
                .map(JsonNode::intValue)
                .skip(1)
                .toList();
        Generation story = generate(SamplingConfig.greedy(expected.size()));
        assertThat(story.tokenIds()).isEqualTo(expected);
        assertThat(story.text().strip())
                .isEqualTo(golden.path("greedy_text").textValue().strip());
        assertThat(story.finishReason()).isEqualTo(Generation.FinishReason.LENGTH);
        assertThat(story.promptTokens()).isEqualTo(1);
        assertThat(story.completionTokens()).isEqualTo(expected.size());
    }

    @Test
    void aFolderInFourBitsTellsWhatItsWeightsTell(@TempDir Path folder) throws IOException {
        Placement quantised = new Placement(Device.CPU, Optional.of(Nf4Config.standard()));
        try (LanguageModel packed = ModelFamilies.load(Fixtures.STORIES, LayerDecorator.NONE, quantised)) {
            HuggingFaceFolder.save(folder, packed);
            packed.parameters().dequantize();
            HuggingFaceFolder.save(Files.createDirectory(folder.resolve("whole")), packed);
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Fixtures.STORIES.resolve(file), folder.resolve(file));
            Files.copy(Fixtures.STORIES.resolve(file), folder.resolve("whole").resolve(file));
        }
        SamplingConfig greedy = SamplingConfig.greedy(24);
        try (TextModel packed = TextModel.load(folder);
                TextModel whole = TextModel.load(folder.resolve("whole"))) {
            assertThat(packed.model().parameters().isQuantized()).isTrue();
            assertThat(whole.model().parameters().isQuantized()).isFalse();
            assertThat(packed.generate(PROMPT, greedy, piece -> true).tokenIds())
                    .isEqualTo(whole.generate(PROMPT, greedy, piece -> true).tokenIds())
                    .hasSize(24);
        }
    }

    @Test
    void keepingKeysAndValuesChangesNothing() {
        List<Integer> cached = generate(SamplingConfig.greedy(40)).tokenIds();
        int[] ids = PROMPT;
        for (int token : cached) {
            assertThat(likeliestAfter(ids)).isEqualTo(token);
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = token;
        }
    }

    private int likeliestAfter(int... ids) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden = model.model().hidden(Tensor.ofIds(ids, 1, ids.length));
            return (int) model.model()
                    .logits(hidden.select(1, ids.length - 1))
                    .argmax(1)
                    .itemLong();
        }
    }

    @Test
    void streamedPiecesTogetherAreTheText() {
        for (double temperature : new double[] {0, 1.5}) {
            SamplingConfig config = new SamplingConfig(120, temperature, 0, 1, 3, List.of(" park", "the big"));
            List<String> pieces = new ArrayList<>();
            Generation streamed = model.generate(PROMPT, config, pieces::add);
            assertThat(String.join("", pieces)).isEqualTo(streamed.text());
            assertThat(pieces).hasSizeGreaterThan(3).doesNotContain("");
            assertThat(generate(config)).isEqualTo(streamed);
        }
    }

    @Test
    void aStopTextAcrossTokensEndsTheTextBeforeIt() {
        String whole = generate(SamplingConfig.greedy(60)).text();
        String stop = "outs";
        assertThat(whole).contains(stop);
        List<String> pieces = new ArrayList<>();
        Generation stopped = model.generate(PROMPT, new SamplingConfig(60, 0, 0, 1, 0, List.of(stop)), pieces::add);
        assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(String.join("", pieces)).isEqualTo(stopped.text());
        assertThat(stopped.finishReason()).isEqualTo(Generation.FinishReason.STOP);
        assertThat(stopped.completionTokens()).isLessThan(60);
    }

    @Test
    void aListenerThatWantsNoMoreEndsTheGeneration() {
        List<String> pieces = new ArrayList<>();
        Generation cancelled = model.generate(PROMPT, SamplingConfig.greedy(100), piece -> {
            pieces.add(piece);
            return pieces.size() < 3;
        });
        assertThat(cancelled.finishReason()).isEqualTo(Generation.FinishReason.CANCELLED);
        assertThat(pieces).hasSize(3);
        assertThat(cancelled.text()).isEqualTo(String.join("", pieces));
        assertThat(cancelled.completionTokens()).isLessThan(10);
    }

    @Test
    void theContextLimitsPromptAndText() {
        int[] long500 = new int[500];
        Arrays.fill(long500, 403);
        Generation full =
                model.generate(long500, new SamplingConfig(100, 1, 0, 1, 0, List.of()), GenerationListener.NONE);
        assertThat(full.completionTokens()).isLessThanOrEqualTo(12);
        if (full.finishReason() == Generation.FinishReason.LENGTH) {
            assertThat(full.completionTokens()).isEqualTo(12);
        }
        assertThatThrownBy(() -> model.generate(new int[512], SamplingConfig.greedy(1), GenerationListener.NONE))
                .hasMessageContaining("the prompt has 512 tokens, expected 1 to 511");
        assertThatThrownBy(() -> model.generate(new int[0], SamplingConfig.greedy(1), GenerationListener.NONE))
                .hasMessageContaining("the prompt has 0 tokens");
    }

    @Test
    void theSameSeedTellsTheSameStoryAndAnotherSeedAnother() {
        Generation one = generate(new SamplingConfig(40, 1, 0, 0.95, 1, List.of()));
        assertThat(generate(new SamplingConfig(40, 1, 0, 0.95, 1, List.of()))).isEqualTo(one);
        assertThat(generate(new SamplingConfig(40, 1, 0, 0.95, 2, List.of())).text())
                .isNotEqualTo(one.text());
    }

    @Test
    void severalThreadsTakeTurns() {
        Generation alone = generate(SamplingConfig.greedy(30));
        assertThat(IntStream.range(0, 6).parallel().mapToObj(i -> generate(SamplingConfig.greedy(30))))
                .allMatch(alone::equals);
    }

    @Test
    void aModelWithoutChatTemplateSaysSo() {
        assertThatThrownBy(() -> model.chatPrompt(List.of(ChatMessage.of("user", "Hello"))))
                .hasMessageContaining("no chat template");
    }

    private Generation generate(SamplingConfig config) {
        return model.generate(PROMPT, config, GenerationListener.NONE);
    }
}

package dev.trainyard.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.parity.Probe;
import dev.trainyard.export.torchscript.TorchScriptClassifier;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.Labels;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.bert.BertConfig;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.qwen3.Qwen3Config;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tensor.TorchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another PyTorch, of another version, without any of our code. */
class TorchScriptModelTest {
    private static final List<int[]> ROWS = List.of(
            new int[] {2, 17, 90, 201, 33, 8, 3}, new int[] {2, 3}, new int[] {2, 250, 7, 7, 7, 19, 44, 3, 61, 12, 3});

    @TempDir
    Path folder;

    static List<ModelConfig> shapes() {
        return List.of(BertConfig.debug(), Qwen3Config.debug());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void answersAsTheClassifierThatItWasMadeOf(ModelConfig shape) {
        try (SequenceClassifier classifier = Classifiers.initialize(
                shape, new Classifiers.NewHead(new Labels(List.of("late", "on time", "lost")), OptionalInt.of(0), 4))) {
            TorchScriptClassifier.save(classifier, folder);
            assertThat(TorchScriptModel.isIn(folder)).isTrue();

            try (TorchScriptModel model = TorchScriptModel.load(folder);
                    Answers answers = Answers.of(classifier);
                    Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                assertThat(model.labels().names()).containsExactly("late", "on time", "lost");
                assertThat(model.vocabSize()).isEqualTo(classifier.config().vocabSize());
                for (int[] ids : ROWS) {
                    int[] segments = new int[ids.length];
                    Arrays.fill(segments, ids.length / 2, ids.length, 1);
                    Tensor expected = answers.scores(new Probe(ids, segments, new int[] {0}));
                    assertThat(model.scores(ids, segments)).containsExactly(expected.floats(), within(1e-5f));
                    assertThat(model.probabilities(ids, segments))
                            .containsExactly(expected.softmax(1).floats(), within(1e-5f));
                }
                assertThatThrownBy(() -> model.scores(new int[] {1_000_000}, new int[0]))
                        .isInstanceOfSatisfying(
                                TrainingFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_DATA));
                assertThat(model.scores(ROWS.get(0), new int[0]))
                        .as("it goes on after a row it refused")
                        .hasSize(3);
            }
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void runsWhatOthersWroteWithFewerInputs() {
        write("""
                def forward(self, input_ids, attention_mask):
                    return torch.embedding(self.weight, input_ids * attention_mask).sum(1)
                """, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));

        try (TorchScriptModel model = TorchScriptModel.load(folder)) {
            assertThat(model.labels().names()).containsExactly("LABEL_0", "LABEL_1");
            assertThat(model.contextTokens()).isEqualTo(512);
            assertThat(model.tokenizer()).isEmpty();
            assertThat(model.scores(new int[] {1, 2, 2}, new int[0])).containsExactly(13, 16);
        }
    }

    @Test
    void saysWhyAFileIsNoClassifier() throws IOException {
        write("""
                def forward(self, input_ids):
                    return self.weight * 2
                """, Tensor.of(new float[] {1, 2, 3}, 3));
        refuses("scores of (1, classes)");

        Files.writeString(folder.resolve("other.pt"), "no zip");
        refuses("cannot be run as a classifier");
    }

    @Test
    void saysThatItsNamesDoNotFit() throws IOException {
        write("""
                def forward(self, input_ids):
                    return torch.embedding(self.weight, input_ids).sum(1)
                """, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
        Files.writeString(folder.resolve("config.json"), "{\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}");

        refuses("tells 2 classes");
    }

    private void refuses(String words) {
        assertThatThrownBy(() -> TorchScriptModel.load(folder).close())
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining(words);
    }

    private void write(String source, Tensor weight) {
        try (Scope scope = Scope.open()) {
            TorchScript.save(folder.resolve("other.pt"), "Other", source, Map.of("weight", weight));
        }
    }
}

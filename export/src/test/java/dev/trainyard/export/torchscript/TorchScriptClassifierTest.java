package dev.trainyard.export.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.export.ExportProgress;
import dev.trainyard.export.ExportReport;
import dev.trainyard.export.ExportRequest;
import dev.trainyard.export.Exporter;
import dev.trainyard.export.Target;
import dev.trainyard.export.TestModels;
import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.parity.Probe;
import dev.trainyard.model.Labels;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tensor.TorchScript;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptClassifierTest {
    private static final int[] IDS = {2, 17, 90, 201, 33, 8, 3};
    private static final int[] SEGMENTS = {0, 0, 0, 0, 1, 1, 1};

    @TempDir
    Path folder;

    @Test
    void answersAsTheClassifier() {
        ExportReport report = export(TestModels.writeClassifier(folder.resolve("model")), Target.TORCHSCRIPT);

        assertThat(report.exceeded()).isEmpty();
        assertThat(report.files())
                .extracting(ExportReport.ExportedFile::path)
                .containsExactly("config.json", "model.pt");
    }

    @Test
    void takesNoNoticeOfPadding() {
        Path model = TestModels.writeClassifier(folder.resolve("model"));
        export(model, Target.TORCHSCRIPT);
        try (TorchScript program = TorchScript.load(folder.resolve("out/model.pt"));
                SequenceClassifier classifier = Classifiers.load(model, LayerDecorator.NONE);
                Answers answers = Answers.of(classifier);
                Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            int[] ids = new int[20];
            int[] mask = new int[20];
            int[] segments = new int[20];
            for (int i = 0; i < 10; i++) {
                ids[i] = 100 + i;
                mask[i] = 1;
            }
            for (int i = 0; i < IDS.length; i++) {
                ids[10 + i] = IDS[i];
                mask[10 + i] = 1;
                segments[10 + i] = SEGMENTS[i];
            }

            float[] scores = program.forward(
                            Tensor.ofIds(ids, 2, 10), Tensor.ofIds(mask, 2, 10), Tensor.ofIds(segments, 2, 10))
                    .select(0, 1)
                    .floats();

            float[] expected =
                    answers.scores(new Probe(IDS, SEGMENTS, new int[] {0})).floats();
            for (int i = 0; i < expected.length; i++) {
                assertThat(scores[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void refusesLanguageModels() {
        Path model = TestModels.write(folder.resolve("model"), "qwen2", 3);

        assertThatThrownBy(() -> export(model, Target.TORCHSCRIPT)).hasMessageContaining("is for classifiers");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** A row by itself, filled up on the left and on the right, in one batch. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3", "gpt2"})
    void answersAsClassifiersThatReadFromLeftToRight(String family) {
        Path model = folder.resolve("model");
        try (SequenceClassifier made = Classifiers.withNewHead(
                TestModels.write(folder.resolve("base"), family, 3),
                new Classifiers.NewHead(new Labels(List.of("a", "b", "c")), OptionalInt.of(0), 4),
                LayerDecorator.NONE)) {
            HuggingFaceFolder.save(model, made);
        }

        assertThat(export(model, Target.TORCHSCRIPT).exceeded()).isEmpty();
        try (TorchScript program = TorchScript.load(folder.resolve("out/model.pt"));
                SequenceClassifier classifier = Classifiers.load(model, LayerDecorator.NONE);
                Answers answers = Answers.of(classifier);
                Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            int length = IDS.length;
            int[] ids = new int[2 * (length + 2)];
            int[] mask = new int[ids.length];
            System.arraycopy(IDS, 0, ids, 0, length);
            System.arraycopy(IDS, 0, ids, length + 4, length);
            Arrays.fill(mask, 0, length, 1);
            Arrays.fill(mask, length + 4, mask.length, 1);

            float[] scores = program.forward(
                            Tensor.ofIds(ids, 2, length + 2),
                            Tensor.ofIds(mask, 2, length + 2),
                            Tensor.ofIds(new int[ids.length], 2, length + 2))
                    .floats();

            float[] expected = answers.scores(new Probe(IDS, new int[length], new int[] {0}))
                    .floats();
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isCloseTo(expected[i % expected.length], within(1e-5f));
            }
        }
    }

    private ExportReport export(Path model, Target target) {
        ExportRequest request = new ExportRequest(
                model,
                Optional.empty(),
                target,
                Optional.empty(),
                "classes",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Exporter(request, folder.resolve("out"), ExportProgress.NONE).run();
    }
}

package dev.trainyard.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.data.DataFormat;
import dev.trainyard.export.llamacpp.Precision;
import dev.trainyard.export.parity.ProbeFile;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExporterTest {
    private static final Path STORIES = Path.of("src/test/resources/stories260k");
    private static final List<String> ROWS = List.of(
            "{\"text\": \"Once upon a time, there was a little girl named Lily. She loved to play in the park.\"}",
            "{\"text\": \"One day, a big dog came to the house. Tom was happy and wanted to play with the dog.\"}");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void exportsATrainedModelWithinItsLimits(Precision precision) throws IOException {
        ExportReport report = run(request(STORIES, Target.GGUF, Optional.of(precision), Optional.empty()));

        assertThat(report.exceeded()).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.parity().rows()).isEqualTo(2);
        assertThat(report.parity().judged()).isEqualTo(report.parity().positions() - 2);
        assertThat(report.parity().source().perplexity()).isBetween(1.5, 12.0);
        assertThat(report.files())
                .extracting(ExportReport.ExportedFile::path)
                .containsExactly("stories-" + precision + ".gguf");
        assertThat(names(folder.resolve("out")))
                .containsExactly("export_report.json", "export_report.md", "stories-" + precision + ".gguf");
        assertThat(Files.readString(folder.resolve("out/export_report.md")))
                .contains(
                        "# Export of stories: gguf " + precision,
                        "**Passed.**",
                        report.files().getFirst().sha256());
    }

    @Test
    void throwsAwayWhatIsBeyondItsLimit() throws IOException {
        ExportRequest strict = new ExportRequest(
                STORIES,
                Optional.empty(),
                Target.GGUF,
                Optional.of(Precision.Q4_0),
                "stories",
                Optional.of(rows()),
                Optional.of(1e-7),
                Optional.empty());

        ExportReport report = run(strict);

        assertThat(report.passed()).isFalse();
        assertThat(report.exceeded()).singleElement().asString().contains("divergence", "at most 1.00e-07 is allowed");
        assertThat(report.files()).isEmpty();
        assertThat(names(folder.resolve("out"))).containsExactly("export_report.json", "export_report.md");
        assertThat(Files.readString(folder.resolve("out/export_report.md"))).contains("**Refused.**", "1.00e-07");
    }

    @Test
    void tellsOfTheSameRequestWhatItCameTo() throws IOException {
        ExportRequest request = request(STORIES, Target.INT8, Optional.empty(), Optional.empty());
        ExportReport first = run(request);
        Path weights = folder.resolve("out/model.safetensors");
        var written = Files.getLastModifiedTime(weights);

        assertThat(run(request)).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(written);

        assertThatThrownBy(() -> run(request(STORIES, Target.HUGGINGFACE, Optional.empty(), Optional.empty())))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("does not hold this very export");
        Files.write(weights, new byte[] {1});
        assertThatThrownBy(() -> run(request)).hasMessageContaining("does not hold this very export");
    }

    @ParameterizedTest
    @CsvSource({"llama", "gpt2", "qwen3"})
    void exportsAdaptersAndWhatTheyAreMergedInto(String family) {
        Path model = TestModels.write(folder.resolve("model"), family, 3);
        Path adapter = TestModels.writeAdapter(
                model, folder.resolve("adapter"), new LoraConfig(4, 8, 0, List.of(LoraConfig.ALL_LINEAR)));
        for (Target target : List.of(Target.PEFT, Target.GGUF_ADAPTER, Target.HUGGINGFACE)) {
            ExportRequest request = new ExportRequest(
                    model,
                    Optional.of(adapter),
                    target,
                    Optional.empty(),
                    "tuned",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

            ExportReport report = new Exporter(request, folder.resolve(target.toString()), ExportProgress.NONE).run();

            assertThat(report.exceeded()).as(target.toString()).isEmpty();
            assertThat(report.parity().judged()).isPositive();
        }
    }

    @Test
    void exportsClassifiersInEightBits() {
        Path model = TestModels.writeClassifier(folder.resolve("model"));
        ExportRequest request = new ExportRequest(
                model,
                Optional.empty(),
                Target.INT8,
                Optional.empty(),
                "classes",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        ExportReport report = run(request);

        assertThat(report.exceeded()).isEmpty();
        assertThat(report.bytes()).isLessThan(report.sourceBytes() * 6 / 10);
        assertThatThrownBy(() -> new Exporter(
                                new ExportRequest(
                                        model,
                                        Optional.empty(),
                                        Target.GGUF,
                                        Optional.of(Precision.F32),
                                        "classes",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                folder.resolve("gguf"),
                                ExportProgress.NONE)
                        .run())
                .hasMessageContaining("target gguf is for language models");
        assertThat(folder.resolve("gguf")).doesNotExist();
    }

    @Test
    void saysEverythingThatDoesNotFitTogether() {
        assertThatThrownBy(() -> new ExportRequest(
                        STORIES,
                        Optional.empty(),
                        Target.GGUF_ADAPTER,
                        Optional.of(Precision.F16),
                        "../up",
                        Optional.empty(),
                        Optional.of(-1.0),
                        Optional.empty()))
                .hasMessageContaining("quantization is for target gguf")
                .hasMessageContaining("needs an adapter")
                .hasMessageContaining("is no file name")
                .hasMessageContaining("-1.0 is not above 0");
    }

    @Test
    void leavesNothingOfADamagedModel() throws IOException {
        Path model = TestModels.write(folder.resolve("model"), "qwen2", 3);
        byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
        Files.write(model.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length - 5));

        assertThatThrownBy(() -> run(request(model, Target.GGUF, Optional.of(Precision.F16), Optional.empty())))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("model.safetensors");
        assertThat(names(folder)).containsExactly("model", "rows.jsonl");
    }

    @Test
    void removesWhatAKilledExportLeftBehind() throws IOException {
        Path leftover = Files.createDirectories(folder.resolve(".out.0f3a.tmp"));
        Files.writeString(leftover.resolve("half.gguf"), "half");
        Path other = Files.createDirectories(folder.resolve(".other.0f3a.tmp"));

        run(request(STORIES, Target.INT8, Optional.empty(), Optional.empty()));

        assertThat(leftover).doesNotExist();
        assertThat(other).exists();
        assertThat(names(folder)).containsExactly(".other.0f3a.tmp", "out", "rows.jsonl");
    }

    @Test
    void letsOneExportAtATimeWriteToAFolder() throws IOException {
        ExportRequest request = request(STORIES, Target.INT8, Optional.empty(), Optional.empty());
        List<Double> shares = new ArrayList<>();

        new Exporter(request, folder.resolve("out"), (share, step) -> {
                    shares.add(share);
                    if (share == 0) {
                        assertThatThrownBy(() -> run(request)).hasMessageContaining("another export is on its way");
                    }
                })
                .run();

        assertThat(shares).isSorted().startsWith(0.0).endsWith(1.0);
        assertThat(names(folder)).containsExactly("out", "rows.jsonl");
    }

    @Test
    void leavesOutRowsOfWhichNothingIsLeftToCompare() throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), """
                {"prompt": "Once upon a time, there was a little girl named Lily who loved", "completion": " to play."}
                {"prompt": "Once", "completion": " upon a"}
                """);
        ExportRequest request = new ExportRequest(
                STORIES,
                Optional.empty(),
                Target.INT8,
                Optional.empty(),
                "stories",
                Optional.of(new ProbeFile(folder.resolve("rows.jsonl"), DataFormat.named("jsonl"), 12, 64)),
                Optional.empty(),
                Optional.empty());

        assertThat(run(request).parity().rows()).isEqualTo(1);
    }

    private ExportRequest request(Path model, Target target, Optional<Precision> precision, Optional<Path> adapter) {
        return new ExportRequest(
                model, adapter, target, precision, "stories", Optional.of(rows()), Optional.empty(), Optional.empty());
    }

    private ProbeFile rows() {
        try {
            return new ProbeFile(Files.write(folder.resolve("rows.jsonl"), ROWS), DataFormat.named("jsonl"), 512, 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExportReport run(ExportRequest request) {
        return new Exporter(request, folder.resolve("out"), ExportProgress.NONE).run();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}

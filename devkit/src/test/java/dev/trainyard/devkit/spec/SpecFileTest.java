package dev.trainyard.devkit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.spec.JobSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecFileTest {
    @TempDir
    private Path folder;

    @Test
    void resolvesPathsBesideTheSpecFirst() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/rows.jsonl"), "");
        JobSpec spec = spec("models:/base/latest", "data/rows.jsonl");
        assertThat(spec.trainingData().path())
                .containsExactly(folder.resolve("data/rows.jsonl").toString());
        assertThat(spec.model().base()).contains("models:/base/latest");
    }

    @Test
    void resolvesPathsFromTheCurrentFolderSecond() throws IOException {
        assertThat(spec("models:/base/1", "pom.xml").trainingData().path())
                .containsExactly(Path.of("pom.xml").toAbsolutePath().toString());
    }

    @Test
    void namesThePlaceBesideTheSpecWhereAFileIsNowhere() throws IOException {
        JobSpec spec = spec("no-such-model", "missing.jsonl");
        assertThat(spec.trainingData().path())
                .isEqualTo(List.of(folder.resolve("missing.jsonl").toString()));
        assertThat(spec.model().base()).contains(folder.resolve("no-such-model").toString());
    }

    @Test
    void leavesAModelOfAHubAsItIs() throws IOException {
        assertThat(spec("Qwen/Qwen3-0.6B", "rows.jsonl").model().base()).contains("Qwen/Qwen3-0.6B");
        assertThat(spec("hf://Qwen/Qwen3-0.6B@main", "rows.jsonl").model().base())
                .contains("hf://Qwen/Qwen3-0.6B@main");
        Files.createDirectories(folder.resolve("Qwen/Qwen3-0.6B"));
        assertThat(spec("Qwen/Qwen3-0.6B", "rows.jsonl").model().base())
                .contains(folder.resolve("Qwen/Qwen3-0.6B").toString());
    }

    @Test
    void saysThatTheSpecItselfIsMissing() {
        assertThatThrownBy(() -> SpecFile.read(folder.resolve("nope.yaml")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nope.yaml")
                .hasMessageContaining("there is no such file");
    }

    @Test
    void readsTheSpecsThatAreShipped() {
        Path examples = Path.of("..", "examples").toAbsolutePath().normalize();
        for (String name : List.of("base.yaml", "finetune.yaml")) {
            JobSpec spec = SpecFile.read(examples.resolve(name)).spec();
            assertThat(spec.trainingData().path())
                    .allSatisfy(path -> assertThat(Path.of(path)).isRegularFile());
            assertThat(spec.deployment().autoDeploy()).isTrue();
        }
    }

    private JobSpec spec(String base, String data) throws IOException {
        Path file = Files.writeString(
                folder.resolve("job.yaml"),
                "name: a\nmodel: {base: '" + base + "'}\ntraining_data: {path: " + data + ", format: jsonl}\n");
        return SpecFile.read(file).spec();
    }
}

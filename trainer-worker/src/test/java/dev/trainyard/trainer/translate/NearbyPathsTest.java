package dev.trainyard.trainer.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NearbyPathsTest {
    @TempDir
    Path beside;

    @TempDir
    Path current;

    private NearbyPaths paths;

    @BeforeEach
    void write() throws IOException {
        paths = new NearbyPaths(
                beside.resolve("spec.yaml"),
                current,
                reference -> Path.of("/registry").resolve(reference));
        Files.writeString(current.resolve("here.jsonl"), "");
        Files.writeString(current.resolve("both.jsonl"), "");
        Files.writeString(beside.resolve("both.jsonl"), "");
    }

    @Test
    void looksBesideTheSpecFirstAndThenHere() {
        assertThat(paths.data("both.jsonl")).isEqualTo(beside.resolve("both.jsonl"));
        assertThat(paths.data("here.jsonl")).isEqualTo(current.resolve("here.jsonl"));
        assertThat(paths.model(current.toUri().toString())).isEqualTo(current);
    }

    @Test
    void namesThePlacesWhereItLooked() {
        assertThatThrownBy(() -> paths.data("moon.jsonl"))
                .hasMessageContaining("moon.jsonl")
                .hasMessageContaining(beside.toString())
                .hasMessageContaining(current.toString());
    }

    @Test
    void modelsOfTheRegistryAreLookedUpThere() {
        assertThat(paths.model("models:/assistant/latest"))
                .isEqualTo(Path.of("/registry").resolve("models:/assistant/latest"));
    }
}

package dev.trainyard.trainer.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.HubReference.Hub;
import dev.trainyard.hub.ModelKind;
import dev.trainyard.hub.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HubPathsTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    private final List<String> fetched = new ArrayList<>();
    private Path data;

    @BeforeEach
    void layOut() throws IOException {
        data = Files.createDirectories(folder.resolve("data")).toRealPath();
        Files.createDirectories(data.resolve("models/tiny"));
    }

    private HubPaths paths(HubPins pins) {
        return new HubPaths(new ConfinedPaths(List.of(data), folder.resolve("artifacts")), pins, this::fetch);
    }

    private Snapshot fetch(HubReference reference, ModelKind kind) {
        fetched.add(kind + " " + reference);
        return new Snapshot(Path.of("/cache/" + reference.id()), reference.at(Hub.HF, COMMIT));
    }

    @Test
    void pathsComeFirst() {
        HubPaths paths = paths(HubPins.of(folder));
        assertThat(paths.model("models/tiny")).isEqualTo(data.resolve("models/tiny"));
        assertThat(paths.model(data + "/models/tiny")).isEqualTo(data.resolve("models/tiny"));
        assertThatThrownBy(() -> paths.model("models/tyni"))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining("hf://models/tyni");
        assertThat(fetched).isEmpty();
    }

    @Test
    void laterAttemptsAskForTheCommitOfTheFirst() {
        HubPaths first = paths(HubPins.of(folder));
        assertThat(first.model("Qwen/Qwen3-0.6B")).isEqualTo(Path.of("/cache/Qwen/Qwen3-0.6B"));
        assertThat(first.adapter("hf://a/adapter@main")).isEqualTo(Path.of("/cache/a/adapter"));

        HubPins pins = HubPins.of(folder);
        HubPaths second = paths(pins);
        second.model("Qwen/Qwen3-0.6B");
        second.adapter("hf://a/adapter@main");

        assertThat(fetched)
                .containsExactly(
                        "MODEL Qwen/Qwen3-0.6B",
                        "ADAPTER hf://a/adapter@main",
                        "MODEL hf://Qwen/Qwen3-0.6B@" + COMMIT,
                        "ADAPTER hf://a/adapter@" + COMMIT);
        assertThat(pins.all())
                .isEqualTo(Map.of(
                        "Qwen/Qwen3-0.6B",
                        "hf://Qwen/Qwen3-0.6B@" + COMMIT,
                        "hf://a/adapter@main",
                        "hf://a/adapter@" + COMMIT));
        assertThat(pins.pinned("Qwen/Qwen3-0.6B")).endsWith(COMMIT);
        assertThat(pins.pinned("/srv/model")).isEqualTo("/srv/model");
        assertThat(HubPins.none(folder).all()).isEmpty();
    }
}

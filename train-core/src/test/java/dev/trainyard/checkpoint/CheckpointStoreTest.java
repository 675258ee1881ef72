package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private static final Fingerprint RUN = new Fingerprint(Map.of("seed", "1", "data", "abc"));

    @TempDir
    Path folder;

    @Test
    void theNewestCheckpointIsFoundWhateverItsName() {
        CheckpointStore store = store();
        store.saveStep(5, contents("five"));
        store.saveEpoch(1, 10, contents("ten"));
        assertThat(store.newest()).hasValueSatisfying(stored -> {
            assertThat(stored.step()).isEqualTo(10);
            assertThat(stored.path().resolve("weights")).hasContent("ten");
            assertThat(stored.path()).hasFileName("epoch_1");
        });
    }

    @Test
    void onlyTheLastOnesAndTheBestAreKept() throws IOException {
        CheckpointStore store = store();
        store.markBest(store.saveStep(1, contents("one")));
        for (int step = 2; step <= 5; step++) {
            store.saveStep(step, contents("step " + step));
        }
        assertThat(names()).containsExactly("best_model", "step_000004", "step_000005");
        assertThat(store.best())
                .hasValueSatisfying(best -> assertThat(best.step()).isEqualTo(1));
        assertThat(folder.resolve("best_model/weights")).hasContent("one");
        store.markBest(folder.resolve("step_000005"));
        assertThat(folder.resolve("best_model/weights")).hasContent("step 5");
    }

    @Test
    void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
        CheckpointStore store = store();
        store.saveStep(1, contents("one"));
        Path second = store.saveStep(2, contents("two"));
        Files.writeString(second.resolve("weights"), "tvo");
        assertThat(store.newest())
                .hasValueSatisfying(stored -> assertThat(stored.step()).isEqualTo(1));
    }

    @Test
    void aCheckpointWithoutManifestOrWithAnAlteredOneIsPassedOver() throws IOException {
        CheckpointStore store = store();
        store.saveStep(1, contents("one"));
        Path second = store.saveStep(2, contents("two"));
        Path manifest = second.resolve("manifest.json");
        String whole = Files.readString(manifest);
        Files.writeString(manifest, whole.replace("\"abc\"", "\"abd\""));
        assertThat(store.newest())
                .hasValueSatisfying(stored -> assertThat(stored.step()).isEqualTo(1));
        Files.writeString(manifest, whole.substring(0, whole.length() / 2));
        assertThat(store.newest())
                .hasValueSatisfying(stored -> assertThat(stored.step()).isEqualTo(1));
        Files.delete(manifest);
        assertThat(store.newest())
                .hasValueSatisfying(stored -> assertThat(stored.step()).isEqualTo(1));
        Files.delete(folder.resolve("step_000001/weights"));
        assertThat(store.newest()).isEmpty();
    }

    @Test
    void anotherRunsCheckpointIsRefusedWithTheDifference() {
        store().saveStep(1, contents("one"));
        CheckpointStore other =
                CheckpointStore.open(folder, new Fingerprint(Map.of("seed", "2", "data", "abc", "x", "y")), 2);
        assertThatThrownBy(other::newest)
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC))
                .hasMessageContaining("seed: was 1, is 2; x: was absent, is y");
    }

    @Test
    void aFailedWriteLeavesTheCheckpointsBeforeItAndNothingElseAfterReopening() throws IOException {
        CheckpointStore store = store();
        store.saveStep(1, contents("one"));
        assertThatThrownBy(() -> store.saveStep(1, path -> {
                    Files.writeString(path.resolve("weights"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(store.newest())
                .hasValueSatisfying(
                        stored -> assertThat(stored.path().resolve("weights")).hasContent("one"));
        store();
        assertThat(names()).containsExactly("step_000001");
    }

    @Test
    void aCrashBetweenTheTwoRenamesOfAReplacementLosesNothing() throws IOException {
        CheckpointStore store = store();
        store.markBest(store.saveStep(1, contents("one")));
        Files.move(folder.resolve("best_model"), folder.resolve(".replaced-best_model"));
        assertThat(store().best())
                .hasValueSatisfying(best -> assertThat(best.step()).isEqualTo(1));
    }

    @Test
    void theRehearsalReadsBackAndLeavesNothing() throws IOException {
        store().rehearse(
                        contents("sample"),
                        path -> assertThat(path.resolve("weights")).hasContent("sample"));
        assertThat(names()).isEmpty();
    }

    private CheckpointStore store() {
        return CheckpointStore.open(folder, RUN, 2);
    }

    private static CheckpointStore.Contents contents(String text) {
        return path -> Files.writeString(path.resolve("weights"), text);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}

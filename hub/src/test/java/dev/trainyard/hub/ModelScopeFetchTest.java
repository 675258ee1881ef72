package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.HubReference.Hub;
import dev.trainyard.stricthub.Fault;
import dev.trainyard.stricthub.StrictHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelScopeFetchTest {
    @TempDir
    Path home;

    private TestHub test;
    private StrictHub hub;
    private String commit;

    @BeforeEach
    void host() {
        test = new TestHub(home);
        hub = test.hub;
        commit = TestHub.whole(hub.model("tests/tiny-1.5")).commit("master");
    }

    @AfterEach
    void everyRequestWasInOrder() {
        test.close();
        assertThat(hub.violations()).isEmpty();
    }

    private Snapshot fetch(String reference, Optional<String> token, boolean offline) {
        try (ModelHubs hubs = new ModelHubs(test.settings(token, offline, Hub.MS))) {
            return hubs.fetch(
                    HubReference.parse(reference).orElseThrow(), ModelKind.MODEL, test.progress::add, () -> false);
        }
    }

    private long files(String part) {
        return hub.requests().stream().filter(request -> request.contains(part)).count();
    }

    @Test
    void fetchesIntoTheLayoutOfTheCache() throws IOException {
        hub.fail("store GET", new Fault.Cut(100_000));

        Snapshot snapshot = fetch("tests/tiny-1.5", Optional.empty(), false);

        assertThat(snapshot.folder())
                .isEqualTo(test.modelScopeCache().resolve("models/tests--tiny-1.5/snapshots/master"));
        assertThat(snapshot.pinned()).hasToString("ms://tests/tiny-1.5@" + commit);
        try (Stream<Path> all = Files.walk(snapshot.folder())) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(7);
        }
        assertThat(snapshot.folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        assertThat(files("store GET")).isEqualTo(2);
        hub.forgetRequests();
        assertThat(fetch("ms://tests/tiny-1.5", Optional.empty(), false)).isEqualTo(snapshot);
        assertThat(hub.requests()).hasSize(1);
        assertThat(fetch("tests/tiny-1.5", Optional.empty(), true).folder()).isEqualTo(snapshot.folder());
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void aCommitTakesTheFilesOfItsBranch() {
        fetch("tests/tiny-1.5", Optional.empty(), false);
        hub.forgetRequests();

        Snapshot pinned = fetch("ms://tests/tiny-1.5@" + commit, Optional.empty(), false);

        assertThat(pinned.folder()).endsWithRaw(Path.of("snapshots", commit));
        assertThat(pinned.folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void aBranchThatMovedGetsItsNewFiles() {
        fetch("tests/tiny-1.5", Optional.empty(), false);
        TestHub.whole(hub.model("tests/tiny-1.5"))
                .text("config.json", "{\"model_type\":\"LLAMA\"}")
                .commit("master");
        hub.forgetRequests();

        assertThat(fetch("tests/tiny-1.5", Optional.empty(), false).folder().resolve("config.json"))
                .hasContent("{\"model_type\":\"LLAMA\"}");
        assertThat(hub.requests()).hasSize(2);
    }

    @Test
    void aFolderOfAnOlderClientIsUsed() throws IOException {
        Path old = test.modelScopeCache().resolve("hub/models/tests/tiny-1___5");
        Files.createDirectories(old);
        Files.write(old.resolve("model.safetensors"), TestHub.WEIGHTS);

        assertThat(fetch("tests/tiny-1.5", Optional.empty(), false).folder()).isEqualTo(old);
        assertThat(files("store GET")).isZero();
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        hub.model("tests/tiny-1.5").makePrivate();

        assertThat(fetch("tests/tiny-1.5", Optional.of(StrictHub.TOKEN), false).folder())
                .isDirectory();
        assertThat(files("store GET")).isEqualTo(1);
    }

    @Test
    void whatIsNotThere() {
        fails("tests/none", ErrorCode.NOT_FOUND, "record not found");
        fails("tests/tiny-1.5@v9", ErrorCode.NOT_FOUND, "no revision \"v9\"");
    }

    private void fails(String reference, ErrorCode code, String message) {
        assertThatThrownBy(() -> fetch(reference, Optional.empty(), false))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void wrongBytesAreFetchedAnew() {
        hub.fail("FilePath=config.json", new Fault.WrongBytes());
        hub.fail("FilePath=tokenizer.json", new Fault.Cut(3));

        assertThat(fetch("tests/tiny-1.5", Optional.empty(), false).folder().resolve("config.json"))
                .hasContent("{\"model_type\":\"llama\"}");
    }
}

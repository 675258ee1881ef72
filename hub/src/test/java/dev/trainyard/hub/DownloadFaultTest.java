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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DownloadFaultTest {
    private static final String ID = "tests/tiny";

    @TempDir
    Path home;

    private TestHub test;
    private StrictHub hub;

    @BeforeEach
    void host() {
        test = new TestHub(home);
        hub = test.hub;
        TestHub.whole(hub.model(ID)).commit("main");
    }

    @AfterEach
    void everyRequestWasInOrder() {
        test.close();
        assertThat(hub.violations()).isEmpty();
    }

    private void fail(String request, Fault... faults) {
        for (Fault fault : faults) {
            hub.fail(request, fault);
        }
    }

    private long storeRequests() {
        return hub.requests().stream()
                .filter(request -> request.startsWith("store "))
                .count();
    }

    private Path partial() {
        return test.huggingFaceCache()
                .resolve("models--tests--tiny/blobs/" + Checksums.sha256(TestHub.WEIGHTS) + ".trainyard.incomplete");
    }

    static List<List<Fault>> passingFaults() {
        return List.of(
                List.of(new Fault.Cut(100_000), new Fault.Cut(50_000)),
                List.of(new Fault.Cut(0)),
                List.of(Fault.serverError(), Fault.serverError(), Fault.serverError()),
                List.of(Fault.tooManyRequests(0)),
                List.of(
                        new Fault.Cut(10),
                        Fault.serverError(),
                        new Fault.Cut(10),
                        Fault.serverError(),
                        Fault.serverError()),
                List.of(new Fault.WrongBytes()),
                List.of(new Fault.Silence(1000, 3)),
                List.of(new Fault.Cut(100_000), new Fault.ShiftedRange()),
                List.of(new Fault.Status(403, Map.of())),
                List.of(new Fault.Status(416, Map.of())));
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void whatPassesIsGotOver(List<Fault> faults) {
        fail("store GET", faults.toArray(Fault[]::new));

        assertThat(test.fetch(ID).folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);

        assertThat(storeRequests()).isEqualTo(faults.size() + 1);
        FetchProgress last = test.progress.getLast();
        assertThat(last.bytes()).isEqualTo(last.totalBytes());
        assertThat(partial()).doesNotExist();
    }

    @Test
    void goesOnWithWhatIsThere() {
        fail("store GET", new Fault.Cut(100_000), Fault.serverError(), Fault.serverError(), Fault.serverError());
        assertThatThrownBy(() -> test.fetch(ID))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("status 500")
                .hasMessageContaining("4 attempts")
                .hasMessageNotContaining("X-Signature");
        assertThat(partial()).hasSize(100_000);
        assertThat(test.huggingFaceCache().resolve("models--tests--tiny/refs/main"))
                .doesNotExist();
        hub.forgetRequests();
        test.progress.clear();

        assertThat(test.fetch(ID).folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);

        assertThat(storeRequests()).isEqualTo(1);
        assertThat(test.progress).noneMatch(at -> at.bytes() > 0 && at.bytes() < 100_000);
        assertThat(test.progress.getLast().bytes()).isEqualTo(TestHub.WEIGHTS.length);
    }

    @Test
    void aWholeFileIsTakenWhereItsRestWasAskedFor() {
        fail("store GET", new Fault.Cut(100_000), new Fault.NoRange());

        assertThat(test.fetch(ID).folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        assertThat(storeRequests()).isEqualTo(2);
    }

    @Test
    void aPartialFileOfOtherBytesIsFoundOut() throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), TestHub.bytes(200_000, 99));

        assertThat(test.fetch(ID).folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        assertThat(storeRequests()).isEqualTo(2);
    }

    @Test
    void aPartialFileThatIsTooLongIsDiscarded() throws IOException {
        Files.createDirectories(partial().getParent());
        Files.write(partial(), TestHub.bytes(400_000, 99));

        assertThat(test.fetch(ID).folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        assertThat(storeRequests()).isEqualTo(1);
    }

    @Test
    void wrongBytesNeverEndUpInTheCache() {
        fail("store GET", new Fault.WrongBytes(), new Fault.WrongBytes(), new Fault.WrongBytes());

        assertThatThrownBy(() -> test.fetch(ID))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH))
                .hasMessageContaining("tests/tiny/model.safetensors");
        assertThat(partial()).doesNotExist();
        assertThat(test.huggingFaceCache().resolve("models--tests--tiny/blobs/" + Checksums.sha256(TestHub.WEIGHTS)))
                .doesNotExist();
    }

    @Test
    void smallFilesAreCheckedAndFetchedAnewAsWell() {
        fail("GET /api/resolve-cache/models/tests/tiny", new Fault.WrongBytes(), new Fault.Cut(1));

        assertThat(test.fetch(ID).folder().resolve("config.json")).hasContent("{\"model_type\":\"llama\"}");
    }

    @Test
    void aFileThatChangesWhileItIsFetchedIsAskedForAgain() {
        fail("GET /api/resolve-cache/models/tests/tiny", new Fault.OtherEtag());

        assertThat(test.fetch(ID).folder().resolve("config.json")).hasContent("{\"model_type\":\"llama\"}");
    }

    @Test
    void aFileThatNeverHasTheTagThatWasAnnouncedIsGivenUp() {
        for (int i = 0; i < 40; i++) {
            fail(" /api/resolve-cache/models/tests/tiny", new Fault.OtherEtag());
        }
        assertThatThrownBy(() -> test.fetch(ID))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("changed on the hub");
    }

    @Test
    void aHubThatAsksForTooMuchTimeIsGivenUpAtOnce() {
        fail("GET /api/models", Fault.tooManyRequests(3600));

        assertThatThrownBy(() -> test.fetch(ID))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("status 429")
                .hasMessageContaining("3600 s");
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void aCancelledFetchEndsAndKeepsWhatItHas() {
        fail("store GET", new Fault.Silence(100_000, 10));
        try (ModelHubs hubs = new ModelHubs(test.settings(Optional.empty(), false, Hub.HF))) {
            HubReference reference = HubReference.parse(ID).orElseThrow();
            assertThatThrownBy(() -> hubs.fetch(
                            reference,
                            ModelKind.MODEL,
                            progress -> {},
                            () -> partial().toFile().length() == 100_000))
                    .isInstanceOf(FetchCancelledException.class);
        }
        assertThat(partial()).hasSize(100_000);
        assertThat(storeRequests()).isEqualTo(1);
    }

    @Test
    void aCacheThatCannotBeWrittenIsTold() throws IOException {
        Files.createDirectories(test.huggingFaceCache().getParent());
        Files.writeString(test.huggingFaceCache(), "a file where the folder should be");

        assertThatThrownBy(() -> test.fetch(ID))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining(test.huggingFaceCache().toString());
    }

    @Test
    void aFullDiskIsTold() {
        assertThat(Disk.failure(home, new IOException("No space left on device")))
                .returns(ErrorCode.DISK_FULL, TrainyardException::code)
                .hasMessageContaining(home.toString());
        assertThatThrownBy(() -> Disk.requireSpace(home, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    }
}

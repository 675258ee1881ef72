package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.HubReference.Hub;
import dev.trainyard.stricthub.Fault;
import dev.trainyard.stricthub.HostedModel;
import dev.trainyard.stricthub.StrictHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HuggingFaceFetchTest {
    private static final String ID = "tests/tiny";

    @TempDir
    Path home;

    private TestHub test;
    private StrictHub hub;
    private HostedModel model;
    private String commit;

    @BeforeEach
    void host() {
        test = new TestHub(home);
        hub = test.hub;
        model = hub.model(ID);
        commit = TestHub.whole(model).commit("main");
    }

    @AfterEach
    void everyRequestWasInOrder() {
        test.close();
        assertThat(hub.violations()).isEmpty();
    }

    private Path folder() {
        return test.huggingFaceCache().resolve("models--tests--tiny");
    }

    @Test
    void fetchesWhatAModelNeedsInTheLayoutOfTheCache() throws IOException {
        Snapshot snapshot = test.fetch(ID);

        assertThat(snapshot.pinned()).hasToString("hf://tests/tiny@" + commit);
        assertThat(snapshot.folder()).isEqualTo(folder().resolve("snapshots/" + commit));
        assertThat(files(snapshot.folder()))
                .containsExactly(
                        "additional_chat_templates/tool_use.jinja",
                        "chat_template.jinja",
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json");
        assertThat(snapshot.folder().resolve("model.safetensors")).hasBinaryContent(TestHub.WEIGHTS);
        Path weights = Files.readSymbolicLink(snapshot.folder().resolve("model.safetensors"));
        assertThat(weights.toString()).matches("\\.\\./\\.\\./blobs/[0-9a-f]{64}");
        assertThat(Files.readSymbolicLink(snapshot.folder().resolve("additional_chat_templates/tool_use.jinja"))
                        .toString())
                .matches("\\.\\./\\.\\./\\.\\./blobs/[0-9a-f]{40}");
        assertThat(folder().resolve("refs/main")).hasContent(commit);
        assertThat(folder().resolve(".no_exist/" + commit + "/merges.txt")).isEmptyFile();
        // Two of the seven have the same content.
        assertThat(files(folder().resolve("blobs"))).hasSize(6).noneMatch(name -> name.endsWith(".incomplete"));
        FetchProgress last = test.progress.getLast();
        assertThat(last.filesDone()).isEqualTo(last.files()).isEqualTo(7);
        assertThat(last.bytes()).isEqualTo(last.totalBytes()).isGreaterThan(TestHub.WEIGHTS.length);
    }

    @Test
    void asksOnlyForTheRevisionWhereEverythingIsHere() {
        Snapshot first = test.fetch(ID);
        hub.forgetRequests();

        assertThat(test.fetch(ID)).isEqualTo(first);
        assertThat(hub.requests()).containsExactly("GET /api/models/tests/tiny/revision/main?blobs=true");
        hub.forgetRequests();

        assertThat(test.fetchOffline(ID)).isEqualTo(first);
        assertThat(test.fetchOffline(ID + "@" + commit)).isEqualTo(first);
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void aNewCommitFetchesWhatChangedAndAnOldOneStays() {
        test.fetch(ID);
        String next = TestHub.whole(model).text("config.json", "{\"v\":2}").commit("main");
        hub.forgetRequests();

        assertThat(test.fetch(ID).folder().resolve("config.json")).hasContent("{\"v\":2}");
        assertThat(hub.requests()).noneMatch(request -> request.startsWith("store "));
        assertThat(test.fetch(ID + "@" + commit).folder().resolve("config.json"))
                .hasContent("{\"model_type\":\"llama\"}");
        assertThat(test.fetchOffline(ID).pinned().revision()).contains(next);
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        model.makePrivate();

        Snapshot snapshot = test.fetch(ID, ModelKind.MODEL, Optional.of(StrictHub.TOKEN), false);

        assertThat(snapshot.folder().resolve("model.safetensors")).isRegularFile();
        // The store refuses the token, which everyRequestWasInOrder would find.
        assertThat(hub.requests()).anyMatch(request -> request.startsWith("store GET /objects/"));
        assertThat(test.settings(Optional.of(StrictHub.TOKEN), false, Hub.HF).toString())
                .doesNotContain(StrictHub.TOKEN);
    }

    @Test
    void fetchesTheShardsThatTheIndexNames() throws IOException {
        hub.model("tests/sharded")
                .draft()
                .text("config.json", "{}")
                .text(
                        "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                                + "\"b\":\"model-00002-of-00002.safetensors\"}}")
                .large("model-00001-of-00002.safetensors", TestHub.bytes(5000, 6))
                .large("model-00002-of-00002.safetensors", TestHub.bytes(5000, 7))
                .large("model-00003-of-00003.safetensors", TestHub.bytes(5000, 8))
                .commit("main");

        assertThat(files(test.fetch("tests/sharded").folder()))
                .containsExactly(
                        "config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json");
    }

    @Test
    void fetchesAnAdapter() throws IOException {
        hub.model("tests/adapter")
                .draft()
                .text("adapter_config.json", "{}")
                .text("tokenizer.json", "{}")
                .large("adapter_model.safetensors", TestHub.bytes(5000, 6))
                .large("adapter_model.bin", TestHub.bytes(5000, 7))
                .commit("main");

        Snapshot snapshot = test.fetch("hf://tests/adapter@main", ModelKind.ADAPTER, Optional.empty(), false);

        assertThat(files(snapshot.folder())).containsExactly("adapter_config.json", "adapter_model.safetensors");
        assertThat(test.fetch("tests/adapter", ModelKind.ADAPTER, Optional.empty(), true))
                .isEqualTo(snapshot);
    }

    @Test
    void takesTheCacheWhereTheHubIsAway() {
        Snapshot snapshot = test.fetch(ID);
        hub.fail("/api/models", Fault.serverError());
        hub.fail("/api/models", Fault.serverError());

        assertThat(test.fetch(ID)).isEqualTo(snapshot);
    }

    @Test
    void severalAtOnceFetchAFileOnce() {
        try (ModelHubs hubs = new ModelHubs(test.settings(Optional.empty(), false, Hub.HF));
                var threads = Executors.newFixedThreadPool(3)) {
            HubReference reference = HubReference.parse(ID).orElseThrow();
            Callable<Snapshot> fetch = () -> hubs.fetch(reference, ModelKind.MODEL, progress -> {}, () -> false);
            List<Future<Snapshot>> all = List.of(threads.submit(fetch), threads.submit(fetch), threads.submit(fetch));
            assertThat(all)
                    .allSatisfy(one -> assertThat(one.get().folder().resolve("model.safetensors"))
                            .hasBinaryContent(TestHub.WEIGHTS));
        }
        assertThat(hub.requests().stream().filter(request -> request.startsWith("store ")))
                .hasSize(1);
    }

    @Test
    void anotherProcessIsWaitedFor() throws Exception {
        Path lock = test.huggingFaceCache()
                .resolve(".locks/models--tests--tiny/" + Checksums.sha256(TestHub.WEIGHTS) + ".lock");
        Files.createDirectories(lock.getParent());
        try (LockingProcess other = LockingProcess.holding(lock)) {
            CompletableFuture<Snapshot> fetch = CompletableFuture.supplyAsync(() -> test.fetch(ID));
            Awaiting.until(() -> Files.exists(folder().resolve("snapshots/" + commit + "/tokenizer.json")));
            assertThat(hub.requests()).noneMatch(request -> request.startsWith("store "));
            other.release();
            assertThat(fetch.get(20, TimeUnit.SECONDS).folder().resolve("model.safetensors"))
                    .isRegularFile();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}

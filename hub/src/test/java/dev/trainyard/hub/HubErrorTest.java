package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.stricthub.HostedModel;
import dev.trainyard.stricthub.StrictHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HubErrorTest {
    @TempDir
    Path home;

    private TestHub test;
    private StrictHub hub;

    @BeforeEach
    void host() {
        test = new TestHub(home);
        hub = test.hub;
        TestHub.whole(hub.model("tests/tiny")).commit("main");
    }

    @AfterEach
    void everyRequestWasInOrder() {
        test.close();
        assertThat(hub.violations()).isEmpty();
    }

    private void fails(String reference, Optional<String> token, ErrorCode code, String... parts) {
        fails(reference, ModelKind.MODEL, token, false, code, parts);
    }

    private void fails(
            String reference,
            ModelKind kind,
            Optional<String> token,
            boolean offline,
            ErrorCode code,
            String... parts) {
        TrainyardException thrown =
                catchThrowableOfType(TrainyardException.class, () -> test.fetch(reference, kind, token, offline));
        assertThat(thrown).as(reference).isNotNull();
        assertThat(thrown.code()).isEqualTo(code);
        assertThat(thrown).hasMessageContainingAll(parts);
        assertThat(thrown.getMessage()).doesNotContain(StrictHub.TOKEN, "wrong-token");
    }

    @Test
    void whatIsNotThere() {
        Optional<String> token = Optional.of(StrictHub.TOKEN);
        fails("tests/none", token, ErrorCode.NOT_FOUND, "no model tests/none", "127.0.0.1", "spelling");
        fails("tests/tiny@v9", token, ErrorCode.NOT_FOUND, "no revision \"v9\"");
        // A hub does not tell strangers what is missing and what is private.
        fails("tests/none", Optional.empty(), ErrorCode.ACCESS_DENIED, "set HF_TOKEN", "spelling");
    }

    @Test
    void whatMayNotBeRead() {
        HostedModel model = hub.model("tests/tiny");
        fails("tests/tiny", Optional.of("wrong-token"), ErrorCode.ACCESS_DENIED, "the token in HF_TOKEN is valid");
        model.gate();
        fails("tests/tiny", Optional.empty(), ErrorCode.ACCESS_DENIED, "gated", "accept its conditions", "HF_TOKEN");
        model.makePrivate();
        fails("tests/tiny", Optional.empty(), ErrorCode.ACCESS_DENIED, "private or gated, set HF_TOKEN");
    }

    @Test
    void whatCannotBeTrained() {
        hub.model("tests/pickled")
                .draft()
                .text("config.json", "{}")
                .large("pytorch_model.bin", new byte[100])
                .commit("main");
        hub.model("tests/gguf")
                .draft()
                .text("config.json", "{}")
                .large("tiny-q4.gguf", new byte[100])
                .commit("main");
        hub.model("tests/dataset").draft().text("README.md", "hello").commit("main");
        hub.model("tests/adapter")
                .draft()
                .text("adapter_config.json", "{}")
                .large("adapter_model.bin", new byte[100])
                .commit("main");
        hub.model("tests/torn")
                .draft()
                .text("config.json", "{}")
                .text("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"model-00001-of-00001.safetensors\"}}")
                .commit("main");
        hub.model("tests/attack")
                .draft()
                .text("config.json", "{}")
                .text("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../../x.safetensors\"}}")
                .commit("main");
        Optional<String> none = Optional.empty();
        fails("tests/pickled", none, ErrorCode.INVALID_MODEL, "only pickled (pytorch_model.bin)", "safetensors");
        fails("tests/gguf", none, ErrorCode.INVALID_MODEL, "no model.safetensors", "tiny-q4.gguf");
        fails("tests/dataset", none, ErrorCode.INVALID_MODEL, "no config.json");
        fails("tests/adapter", none, ErrorCode.INVALID_MODEL, "holds an adapter", "init_from");
        fails(
                "tests/adapter",
                ModelKind.ADAPTER,
                none,
                false,
                ErrorCode.INVALID_MODEL,
                "pickled (adapter_model.bin)",
                "adapter_model.safetensors");
        fails("tests/tiny", ModelKind.ADAPTER, none, false, ErrorCode.INVALID_MODEL, "no adapter_config.json");
        fails("tests/torn", none, ErrorCode.INVALID_MODEL, "names model-00001-of-00001.safetensors");
        fails("tests/attack", none, ErrorCode.INVALID_MODEL, "names the file \"../../x.safetensors\"");
    }

    @Test
    void whatIsNotInTheCacheOffline() throws IOException {
        Optional<String> none = Optional.empty();
        fails("tests/tiny", ModelKind.MODEL, none, true, ErrorCode.NOT_FOUND, "not in the cache", "HF_HUB_OFFLINE");
        Path folder = test.fetch("tests/tiny").folder();
        Files.delete(folder.resolve("model.safetensors"));
        fails("tests/tiny", ModelKind.MODEL, none, true, ErrorCode.NOT_FOUND, "lacks model.safetensors");
        Files.delete(folder.resolve("tokenizer.json"));
        Path trees = Files.createDirectories(folder.resolveSibling("../trees").normalize());
        // As a Python client leaves it behind, when it was interrupted.
        Files.writeString(
                trees.resolve(folder.getFileName() + ".json"),
                "{\"format_version\": 1, \"files\": {\"tokenizer.json\": {\"size\": 12, \"blob_id\": \"a\"}}}");
        fails("tests/tiny", ModelKind.MODEL, none, true, ErrorCode.NOT_FOUND, "model.safetensors, tokenizer.json");
        assertThat(hub.requests()).isNotEmpty();
        test.fetch("tests/tiny");
        assertThat(test.fetchOffline("tests/tiny").folder()).isEqualTo(folder);
    }

    @Test
    void whatIsNoHub() throws IOException {
        test.close();
        fails("tests/tiny", Optional.empty(), ErrorCode.UNAVAILABLE, "does not answer", "4 attempts");
    }
}

package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.spec.HubReference.Hub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubSettingsTest {
    private static final Path HOME = Path.of("/home/ada");

    @TempDir
    Path folder;

    private static HubSettings of(Map<String, String> environment) {
        return HubSettings.of(environment, HOME);
    }

    @Test
    void areThoseOfTheClientsWithoutAnyVariable() {
        HubSettings settings = of(Map.of());
        assertThat(settings.huggingFace().base()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.huggingFaceCache()).isEqualTo(Path.of("/home/ada/.cache/huggingface/hub"));
        assertThat(settings.modelScope().base()).isEqualTo(URI.create("https://modelscope.cn"));
        assertThat(settings.modelScopeCache()).isEqualTo(Path.of("/home/ada/.cache/modelscope"));
        assertThat(settings.preferred()).isEqualTo(Hub.HF);
        assertThat(settings.offline()).isFalse();
    }

    @Test
    void theNearestVariableNamesTheCache() {
        assertThat(of(Map.of("XDG_CACHE_HOME", "/x")).huggingFaceCache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(of(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "~/hf")).huggingFaceCache())
                .isEqualTo(Path.of("/home/ada/hf/hub"));
        assertThat(of(Map.of("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/old")).huggingFaceCache())
                .isEqualTo(Path.of("/old"));
        assertThat(of(Map.of("HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "$DISK/${USER}/hub", "DISK", "/d"))
                        .huggingFaceCache())
                .isEqualTo(Path.of("/d/${USER}/hub"));
    }

    @Test
    void theTokenIsInAVariableOrAFile() throws IOException {
        Files.writeString(folder.resolve("token"), "from-home\n");
        Files.writeString(folder.resolve("other"), " from-path \n");
        Map<String, String> home = Map.of("HF_HOME", folder.toString());
        assertThat(of(home).huggingFace().token()).contains(new Token("from-home"));
        assertThat(of(Map.of("HF_TOKEN_PATH", folder + "/other")).huggingFace().token())
                .contains(new Token("from-path"));
        assertThat(of(Map.of("HF_HOME", folder.toString(), "HF_TOKEN", " set "))
                        .huggingFace()
                        .token())
                .contains(new Token("set"));
        assertThat(of(Map.of("HF_HOME", folder.toString(), "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                        .huggingFace()
                        .token())
                .isEmpty();
        assertThat(of(Map.of("MODELSCOPE_API_TOKEN", "ms")).modelScope().token())
                .contains(new Token("ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "YES", "On"})
    void switchesAreTurnedOnByAnyOfTheUsualWords(String word) {
        HubSettings settings = of(Map.of("HF_HUB_OFFLINE", word, "USE_MODELSCOPE", word));
        assertThat(settings.offline()).isTrue();
        assertThat(settings.preferred()).isEqualTo(Hub.MS);
    }

    @Test
    void whatCannotBeUnderstoodIsTold() {
        assertThatThrownBy(() -> of(Map.of("HF_ENDPOINT", "ftp://x")))
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageContaining("https://huggingface.co");
        assertThatThrownBy(() -> of(Map.of("HF_ENDPOINT", "https://me:secret@hub")))
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> of(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "soon"))).hasMessageContaining("seconds");
        assertThat(of(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "60")).patience().silence())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(of(Map.of("HF_ENDPOINT", "hub.example/hf/")).huggingFace().at("/api"))
                .isEqualTo(URI.create("https://hub.example/hf/api"));
    }

    @Test
    void onlyTheEndpointItselfGetsTheToken() {
        Endpoint endpoint = new Endpoint(
                URI.create("https://hub.example"), Optional.of(new Token("secret")), Optional.of("session"));
        assertThat(headers(endpoint, "https://hub.example:443/a")).hasSize(2);
        assertThat(headers(endpoint, "https://HUB.example/a")).hasSize(2);
        assertThat(headers(endpoint, "http://hub.example/a")).isEmpty();
        assertThat(headers(endpoint, "https://hub.example:8443/a")).isEmpty();
        assertThat(headers(endpoint, "https://cdn.hub.example/a")).isEmpty();
        assertThat(headers(endpoint, "https://hub.example.evil/a")).isEmpty();
        assertThat(endpoint.toString()).doesNotContain("secret");
    }

    private static Map<String, ?> headers(Endpoint endpoint, String address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        endpoint.authorize(request, URI.create(address));
        return request.build().headers().map();
    }
}

package dev.trainyard.stricthub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That it refuses what the tests of its users rely on. */
final class StrictHubTest {
    private final StrictHub hub = StrictHub.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private String commit = "";

    @BeforeEach
    void host() {
        commit = hub.model("a/b")
                .draft()
                .text("config.json", "{}")
                .large("model.safetensors", new byte[1000])
                .commit("main");
    }

    @AfterEach
    void close() {
        hub.close();
        client.close();
    }

    private HttpResponse<byte[]> ask(String method, URI address, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private URI large() throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                ask("GET", hub.endpoint().resolve("/a/b/resolve/" + commit + "/model.safetensors"));
        assertThat(response.statusCode()).isEqualTo(302);
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void theTokenMustNotComeToTheStore() throws Exception {
        assertThat(ask("GET", large()).body()).hasSize(1000);
        assertThat(hub.violations()).isEmpty();
        assertThat(ask("GET", large(), "Authorization", "Bearer " + StrictHub.TOKEN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(hub.violations()).singleElement().asString().contains("token of the hub came to the store");
    }

    @Test
    void rangesMustFit() throws Exception {
        HttpResponse<byte[]> rest = ask("GET", large(), "Range", "bytes=900-");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range")).contains("bytes 900-999/1000");
        assertThat(ask("GET", large(), "Range", "bytes=1000-").statusCode()).isEqualTo(416);
        assertThat(ask("GET", large(), "Range", "bytes=0-10,20-30").statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatIsNoRequestOfAClientIsRefused() throws Exception {
        URI file = hub.endpoint().resolve("/a/b/resolve/main/config.json");
        assertThat(ask("HEAD", file).statusCode()).isEqualTo(400);
        assertThat(ask("HEAD", file, "Accept-Encoding", "identity").statusCode())
                .isEqualTo(307);
        assertThat(ask("POST", file).statusCode()).isEqualTo(400);
        assertThat(ask("GET", hub.endpoint().resolve("/api/models/a/b/revision/main?x=1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(ask("GET", hub.endpoint().resolve("/nowhere")).statusCode()).isEqualTo(400);
        assertThat(ask(
                                "GET",
                                hub.endpoint().resolve("/api/v1/models/a/b/repo/files?Revision=main&Recursive=True"),
                                "Authorization",
                                "Bearer " + StrictHub.TOKEN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(hub.violations()).hasSize(5);
    }

    @Test
    void addressesGrowOld() throws Exception {
        URI address = large();
        hub.expireSignatures();
        assertThat(ask("GET", address).statusCode()).isEqualTo(403);
    }
}

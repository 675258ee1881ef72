package dev.trainyard.publishing.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.hub.ModelKind;
import dev.trainyard.hub.Patience;
import dev.trainyard.hub.Token;
import dev.trainyard.publishing.ModelFolder;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.RememberedSteps;
import dev.trainyard.stricthub.Fault;
import dev.trainyard.stricthub.StrictHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HuggingFaceDestinationTest {
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(10), Duration.ofSeconds(10), 4, Duration.ofMillis(5), Duration.ofMillis(1500));

    @TempDir
    Path folder = Path.of("");

    private final StrictHub hub = StrictHub.start();
    private final HuggingFaceDestination destination = destination(Optional.of(StrictHub.TOKEN), false);

    @AfterEach
    void close() {
        destination.close();
        hub.close();
        assertThat(hub.violations()).isEmpty();
    }

    private HuggingFaceDestination destination(Optional<String> token, boolean hidden) {
        Endpoint endpoint = new Endpoint(hub.endpoint(), token.map(Token::new), Optional.empty());
        return new HuggingFaceDestination(new HuggingFaceSettings(endpoint, Optional.of("me"), hidden, PATIENCE));
    }

    private Release release(String name, int number, Path files) {
        return new Release(
                name,
                number,
                files,
                Map.of("perplexity", 3.25, "accuracy", 0.5),
                Map.of("base_model", "Qwen/Qwen2.5-0.5B", "dataset_sha256", "ab12", "license", "apache-2.0"),
                Optional.empty());
    }

    private Publication publish(String name, int number, String letter) throws IOException, InterruptedException {
        return destination.publish(release(name, number, ModelFolder.write(folder, letter)), new RememberedSteps());
    }

    /** The folder as our own client fetches it. */
    private Path fetched(String reference) {
        Path home = folder.resolve("home");
        HubSettings settings = HubSettings.of(
                Map.of(
                        "HF_ENDPOINT",
                        hub.endpoint().toString(),
                        "HF_TOKEN",
                        StrictHub.TOKEN,
                        "HF_HOME",
                        home.toString()),
                home);
        try (ModelHubs hubs = new ModelHubs(settings)) {
            return hubs.fetch(HubReference.parse(reference).orElseThrow(), ModelKind.MODEL, progress -> {}, () -> false)
                    .folder();
        }
    }

    @Test
    void whatIsPublishedIsFetchedUnchanged() throws Exception {
        Publication one = publish("round", 1, "a");
        destination.check(one);
        Path model = ModelFolder.write(folder, "a");
        for (String reference : new String[] {"hf://me/round", "hf://me/round@v1"}) {
            Path copy = fetched(reference);
            for (String file : new String[] {"model.safetensors", "config.json", "tokenizer.json"}) {
                assertThat(copy.resolve(file)).hasSameBinaryContentAs(model.resolve(file));
            }
        }
        assertThat(hub.model("me/round").paths("main"))
                .containsExactly(
                        ".gitattributes",
                        "README.md",
                        "additional chat templates/tool use.jinja",
                        "config.json",
                        "empty.txt",
                        "model.safetensors",
                        "only_a.txt",
                        "tokenizer.json");
        assertThat(one.endpoint()).isEqualTo(hub.endpoint().resolve("/me/round"));
        assertThat(one.reference()).isEqualTo("me/round@v1");
    }

    @Test
    void theCardHoldsMetricsAndOrigin() throws Exception {
        String card = new String(
                dev.trainyard.publishing.huggingface.ModelCard.of(release("card", 3, ModelFolder.write(folder, "a")))
                        .open()
                        .readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(card).isEqualTo(Files.readString(Path.of("src/test/resources/huggingface/card.md")));
    }

    @Test
    void largeFilesGoInPartsWhereTheHubAsksForIt() throws Exception {
        hub.takeInParts(100_001);
        publish("parts", 1, "a");
        assertThat(fetched("hf://me/parts").resolve("model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("model-a/model.safetensors"));
        assertThat(hub.requests().stream().filter(request -> request.startsWith("store PUT")))
                .hasSize(3);
    }

    @Test
    void theNextVersionReplacesAllFilesAndTheOneBeforeComesBack() throws Exception {
        Publication one = publish("next", 1, "a");
        Publication two = publish("next", 2, "b");
        destination.check(two);
        assertThatThrownBy(() -> destination.check(one))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNHEALTHY));
        assertThat(hub.model("me/next").paths("main")).contains("only_b.txt").doesNotContain("only_a.txt");
        destination.rollBack(two);
        destination.rollBack(two);
        destination.check(one);
        assertThat(hub.model("me/next").paths("main"))
                .isEqualTo(hub.model("me/next").paths("v1"))
                .contains("only_a.txt");
        assertThat(fetched("hf://me/next").resolve("config.json"))
                .hasSameBinaryContentAs(folder.resolve("model-a/config.json"));
        destination.withdraw(two);
        assertThat(hub.model("me/next").tags()).containsOnlyKeys("v1");
        destination.withdraw(one);
        destination.withdraw(one);
        assertThat(hub.model("me/next").tags()).isEmpty();
        assertThat(hub.model("me/next").paths("main")).containsExactly(".gitattributes");
    }

    @Test
    void killedAtAnyRequestAReleaseCanBeRepeated() throws Exception {
        Path first = ModelFolder.write(folder, "a");
        Path second = ModelFolder.write(folder, "b");
        hub.takeInParts(200_000);
        boolean failed = true;
        int deaths = 0;
        for (; failed; deaths++) {
            String name = "killed" + deaths;
            Publication one = destination.publish(release(name, 1, first), new RememberedSteps());
            Release next = release(name, 2, second);
            RememberedSteps steps = new RememberedSteps();
            hub.dieAfter(deaths);
            failed = fails(next, steps);
            hub.revive();
            assertThat(hub.model("me/" + name).paths("main"))
                    .isIn(hub.model("me/" + name).paths("v1"), secondPaths(name));
            Publication two = destination.publish(next, steps);
            destination.check(two);
            destination.rollBack(two);
            destination.check(one);
        }
        assertThat(deaths).isGreaterThan(7);
    }

    private java.util.Set<String> secondPaths(String name) {
        return hub.model("me/" + name).paths("v1").stream()
                .map(path -> path.replace("only_a", "only_b"))
                .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
    }

    private boolean fails(Release release, RememberedSteps steps) throws InterruptedException {
        try {
            destination.publish(release, steps);
            return false;
        } catch (TrainyardException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            return true;
        }
    }

    @Test
    void whatFailsInPassingIsTriedAgainAndNotSentTwice() throws Exception {
        hub.fail("preupload", Fault.serverError());
        hub.fail("batch", Fault.tooManyRequests(1));
        hub.fail("store PUT", Fault.serverError());
        hub.fail("verify", Fault.serverError());
        hub.fail("/commit/", Fault.serverError());
        destination.check(publish("passing", 1, "a"));
        // The first was refused; after the commit had failed nothing was sent again.
        assertThat(hub.requests().stream().filter(request -> request.startsWith("store PUT")))
                .hasSize(2);
    }

    @Test
    void aHubThatKeepsFailingLeavesNothingAndIsToldOf() throws Exception {
        for (int i = 0; i < PATIENCE.attempts(); i++) {
            hub.fail("/commit/", Fault.serverError());
        }
        assertThatThrownBy(() -> publish("failing", 1, "a")).isInstanceOfSatisfying(TrainyardException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(e)
                    .hasMessageContaining("/api/models/me/failing/commit/main answered with status 500")
                    .hasMessageContaining("nothing was made current")
                    .hasMessageNotContaining(StrictHub.TOKEN);
        });
        assertThat(hub.model("me/failing").paths("main")).containsExactly(".gitattributes");
        destination.check(publish("failing", 1, "a"));
    }

    @Test
    void aVersionThatIsPublishedAgainChangesNothing() throws Exception {
        Publication one = publish("again", 1, "a");
        hub.forgetRequests();
        Publication same = publish("again", 1, "a");
        assertThat(same.note("commit")).isEqualTo(one.note("commit"));
        assertThat(hub.requests()).noneMatch(request -> request.contains("/commit/") || request.contains("lfs"));
    }

    @Test
    void repositoriesCanBePrivate() throws Exception {
        try (HuggingFaceDestination hidden = destination(Optional.of(StrictHub.TOKEN), true)) {
            hidden.check(hidden.publish(release("hidden", 1, ModelFolder.write(folder, "a")), new RememberedSteps()));
        }
        HubSettings stranger = HubSettings.of(
                Map.of(
                        "HF_ENDPOINT",
                        hub.endpoint().toString(),
                        "HF_HOME",
                        folder.resolve("s").toString()),
                folder);
        try (ModelHubs hubs = new ModelHubs(stranger)) {
            assertThatThrownBy(() -> hubs.fetch(
                            HubReference.parse("hf://me/hidden").orElseThrow(),
                            ModelKind.MODEL,
                            progress -> {},
                            () -> false))
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
        }
    }

    @Test
    void withoutATokenNothingIsWritten() throws Exception {
        try (HuggingFaceDestination stranger = destination(Optional.empty(), false)) {
            assertThatThrownBy(() ->
                            stranger.publish(release("none", 1, ModelFolder.write(folder, "a")), new RememberedSteps()))
                    .isInstanceOfSatisfying(TrainyardException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
                        assertThat(e).hasMessageContaining("set HF_TOKEN");
                    });
        }
    }

    @Test
    void namesThatNoHubAllowsAreRefused() {
        assertThatThrownBy(() -> publish("..", 1, "a"))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(hub.requests()).isEmpty();
    }
}

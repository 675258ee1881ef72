package dev.trainyard.publishing.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.ModelFolder;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.RememberedSteps;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One store for all tests, each with models of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CloudDestinationTest {
    private static final String ROOT = "s3://models/trainyard/";

    @TempDir
    Path folder = Path.of("");

    private final S3Server store = started();
    private StrictCluster cluster = cluster();
    private final List<String> gates = new ArrayList<>();

    private static S3Server started() {
        try {
            return new S3Server();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static StrictCluster cluster() {
        try {
            return new StrictCluster();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    void quiet() {
        System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
    }

    @BeforeEach
    void fresh() {
        cluster.close();
        cluster = cluster();
        gates.clear();
    }

    @AfterEach
    void nothingWasRefused() {
        assertThat(cluster.violations).isEmpty();
    }

    @AfterAll
    void close() throws Exception {
        cluster.close();
        store.close();
    }

    private CloudDestination files() {
        return new CloudDestination(store.settings(S3Server.SECRET), Optional.empty(), (service, percent) -> {
            throw new AssertionError("no gate without a cluster");
        });
    }

    private CloudDestination served(CanaryGate gate) {
        return served(gate, Duration.ofSeconds(5));
    }

    private CloudDestination served(CanaryGate gate, Duration readyLimit) {
        KServeSettings settings = new KServeSettings(
                cluster.config(StrictCluster.TOKEN),
                StrictCluster.NAMESPACE,
                Optional.of("models-reader"),
                Optional.empty(),
                "huggingface",
                Map.of("cpu", "2", "memory", "4Gi"),
                List.of(10, 50),
                Duration.ofMillis(10),
                readyLimit,
                Duration.ofMillis(2));
        return new CloudDestination(store.settings(S3Server.SECRET), Optional.of(settings), gate);
    }

    private CloudDestination served() {
        return served((service, percent) -> {
            gates.add(service + " " + percent);
            return Optional.empty();
        });
    }

    private Release release(String name, int number, Path files) {
        return new Release(name, number, files, Map.of(), Map.of(), Optional.empty());
    }

    private Publication publish(CloudDestination destination, String name, int number, String letter)
            throws IOException, InterruptedException {
        return destination.publish(release(name, number, ModelFolder.write(folder, letter)), new RememberedSteps());
    }

    private List<String> keys(String below) {
        List<String> keys = new ArrayList<>();
        for (StorageMetadata file : store.files.list(
                S3Server.BUCKET, ListContainerOptions.Builder.recursive().prefix("trainyard/" + below + "/"))) {
            keys.add(file.getName().substring(("trainyard/" + below + "/").length()));
        }
        return keys;
    }

    private byte[] content(String key) throws IOException {
        Blob blob = store.files.getBlob(S3Server.BUCKET, "trainyard/" + key);
        assertThat(blob).as(key).isNotNull();
        return blob.getPayload().openStream().readAllBytes();
    }

    @Test
    void filesLieUnderTheirVersionWithAManifest() throws Exception {
        try (CloudDestination files = files()) {
            Publication one = publish(files, "plain", 1, "a");
            files.check(one);
            assertThat(one.reference()).isEqualTo(ROOT + "plain/v1");
            assertThat(keys("plain"))
                    .containsExactlyInAnyOrder(
                            "current.json",
                            "v1/additional chat templates/tool use.jinja",
                            "v1/config.json",
                            "v1/empty.txt",
                            "v1/model.safetensors",
                            "v1/only_a.txt",
                            "v1/tokenizer.json",
                            "v1/trainyard-manifest.json");
            assertThat(content("plain/v1/model.safetensors"))
                    .isEqualTo(Files.readAllBytes(folder.resolve("model-a/model.safetensors")));
            assertThat(new String(content("plain/current.json"), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("\"v1\"")
                    .contains(ROOT + "plain/v1");
        }
    }

    @Test
    void largeFilesGoInParts() throws Exception {
        Path model = ModelFolder.write(folder, "l");
        try (RandomAccessFile weights =
                new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
            weights.setLength(2 * S3Server.PART + 17);
            weights.seek(S3Server.PART + 3);
            weights.write(7);
        }
        try (CloudDestination files = files()) {
            Publication one = files.publish(release("large", 1, model), new RememberedSteps());
            files.check(one);
            assertThat(content("large/v1/model.safetensors"))
                    .isEqualTo(Files.readAllBytes(model.resolve("model.safetensors")));
        }
    }

    @Test
    void whatTheStoreHasIsNotSentAgainAndStrangersAreRemoved() throws Exception {
        try (CloudDestination files = files()) {
            publish(files, "again", 1, "a");
            var before = store.files
                    .blobMetadata(S3Server.BUCKET, "trainyard/again/v1/model.safetensors")
                    .getLastModified();
            Thread.sleep(1100);
            store.files.putBlob(
                    S3Server.BUCKET,
                    store.files
                            .blobBuilder("trainyard/again/v1/stranger")
                            .payload("x")
                            .build());
            publish(files, "again", 1, "a");
            assertThat(store.files
                            .blobMetadata(S3Server.BUCKET, "trainyard/again/v1/model.safetensors")
                            .getLastModified())
                    .isEqualTo(before);
            assertThat(keys("again")).doesNotContain("v1/stranger");
        }
    }

    @Test
    void withoutAClusterTheCurrentVersionIsNamedInTheStore() throws Exception {
        try (CloudDestination files = files()) {
            Publication one = publish(files, "named", 1, "a");
            Publication two = publish(files, "named", 2, "b");
            files.check(two);
            assertThatThrownBy(() -> files.check(one)).hasMessageContaining("is not the current version any more");
            files.rollBack(two);
            files.rollBack(two);
            files.check(one);
            files.withdraw(two);
            files.withdraw(two);
            assertThat(keys("named")).noneMatch(key -> key.startsWith("v2/"));
            files.check(one);
            files.withdraw(one);
            assertThat(keys("named")).isEmpty();
        }
    }

    @Test
    void trafficMovesInStepsEachWithItsGate() throws Exception {
        try (CloudDestination served = served()) {
            Publication one = publish(served, "My_Model", 1, "a");
            assertThat(one.endpoint()).hasToString("http://my-model.models.example.com");
            Publication two = publish(served, "My_Model", 2, "b");
            served.check(two);
            assertThat(cluster.history)
                    .containsExactly(
                            "my-model " + ROOT + "My_Model/v1 all",
                            "my-model " + ROOT + "My_Model/v2 10",
                            "my-model " + ROOT + "My_Model/v2 50",
                            "my-model " + ROOT + "My_Model/v2 all");
            assertThat(gates).containsExactly("my-model 100", "my-model 10", "my-model 50", "my-model 100");
            served.rollBack(two);
            served.rollBack(two);
            served.check(one);
            assertThat(cluster.history).last().isEqualTo("my-model " + ROOT + "My_Model/v1 all");
            served.withdraw(two);
            served.check(one);
            served.withdraw(one);
            assertThat(keys("My_Model")).isEmpty();
            assertThatThrownBy(() -> served.check(one)).isInstanceOf(TrainyardException.class);
        }
    }

    @Test
    void aGateThatDoesNotHoldGivesTheTrafficBack() throws Exception {
        try (CloudDestination served = served((service, percent) ->
                percent == 50 ? Optional.of("latency 900 ms, allowed 300 ms") : Optional.empty())) {
            Publication one = publish(served, "gated", 1, "a");
            assertThatThrownBy(() -> publish(served, "gated", 2, "b"))
                    .isInstanceOfSatisfying(TrainyardException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNHEALTHY);
                        assertThat(e)
                                .hasMessageContaining("gated/v2 failed its gate with 50 % of the traffic of gated")
                                .hasMessageContaining("latency 900 ms, allowed 300 ms");
                    });
            assertThat(cluster.history)
                    .endsWith(
                            "gated " + ROOT + "gated/v2 50",
                            "gated " + ROOT + "gated/v2 0",
                            "gated " + ROOT + "gated/v1 all");
            served.check(one);
        }
    }

    @Test
    void aModelThatCannotBeLoadedGivesTheTrafficBack() throws Exception {
        try (CloudDestination served = served()) {
            Publication one = publish(served, "loads", 1, "a");
            cluster.breaks("loads/v2");
            assertThatThrownBy(() -> publish(served, "loads", 2, "b"))
                    .hasMessageContaining(
                            "loads cannot load " + ROOT + "loads/v2 (BlockedByFailedLoad: no such tensor)");
            served.check(one);
        }
    }

    @Test
    void aModelThatIsNeverReadyGivesTheTrafficBack() throws Exception {
        try (CloudDestination served = served((service, percent) -> Optional.empty(), Duration.ofMillis(300))) {
            Publication one = publish(served, "waits", 1, "a");
            cluster.stalls("waits/v2");
            assertThatThrownBy(() -> publish(served, "waits", 2, "b"))
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNHEALTHY))
                    .hasMessageContaining("waits is not ready with " + ROOT + "waits/v2 after 0 s");
            assertThat(cluster.history).endsWith("waits " + ROOT + "waits/v2 0", "waits " + ROOT + "waits/v1 all");
            served.check(one);
            cluster.stalls("none");
            served.check(publish(served, "waits", 2, "b"));
        }
    }

    @Test
    void killedBetweenTwoStepsItGoesOnAndKnowsWhatWasBefore() throws Exception {
        try (CloudDestination served = served()) {
            Publication one = publish(served, "resumed", 1, "a");
            RememberedSteps steps = new RememberedSteps();
            Release two = release("resumed", 2, ModelFolder.write(folder, "b"));
            CanaryGate killed = (service, percent) -> {
                if (percent == 50) {
                    throw new InterruptedException("killed");
                }
                return Optional.empty();
            };
            try (CloudDestination dying = served(killed)) {
                assertThatThrownBy(() -> dying.publish(two, steps)).isInstanceOf(InterruptedException.class);
            }
            Publication again = served.publish(two, steps);
            served.check(again);
            served.rollBack(again);
            served.check(one);
        }
    }

    @Test
    void aServiceOfSomebodyElseIsLeftAlone() throws Exception {
        try (CloudDestination served = served()) {
            publish(served, "a.b", 1, "a");
            assertThatThrownBy(() -> publish(served, "a-b", 1, "a"))
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("is that of model a.b");
        }
    }

    @Test
    void aClusterThatFailsIsTriedLater() throws Exception {
        try (CloudDestination served = served()) {
            cluster.fail(1);
            assertThatThrownBy(() -> publish(served, "failing", 1, "a"))
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            served.check(publish(served, "failing", 1, "a"));
        }
    }

    @Test
    void wrongKeysAndMissingBucketsAreNamed() throws Exception {
        try (CloudDestination files = new CloudDestination(
                store.settings("wrong"), Optional.empty(), (service, percent) -> Optional.empty())) {
            assertThatThrownBy(() -> publish(files, "denied", 1, "a"))
                    .isInstanceOfSatisfying(TrainyardException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
                        assertThat(e).hasMessageContaining("bucket models").hasMessageNotContaining("wrong");
                    });
        }
        S3Settings good = store.settings(S3Server.SECRET);
        S3Settings elsewhere =
                new S3Settings(good.endpoint(), good.region(), "nowhere", "", good.keys(), good.partBytes());
        try (CloudDestination files =
                new CloudDestination(elsewhere, Optional.empty(), (service, percent) -> Optional.empty())) {
            assertThatThrownBy(() -> publish(files, "missing", 1, "a"))
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                    .hasMessageContaining("bucket nowhere");
        }
    }
}

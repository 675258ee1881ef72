package dev.trainyard.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.HealthPolicy;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.Traffic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServerWatchTest {
    private static final Instant BEGUN = Instant.parse("2026-01-15T10:00:00Z");
    private static final HealthPolicy POLICY = new HealthPolicy(
            Duration.ofSeconds(2), Duration.ofSeconds(1), 3, Duration.ofSeconds(60), Duration.ofSeconds(30));

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Traffic NONE = traffic(0, 0, 0, 0);

    private final Told server = new Told();
    private final ServerWatch watch = new ServerWatch(deployment("{}"), server, POLICY, NONE, BEGUN);

    @Test
    void aServerThatGivesNoSignThreeTimesIsEnded() {
        server.sign = "no sign of life";

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(problem(2, NONE)).contains("3 checks in a row failed: no sign of life"));
        assertThat(server.signs).hasValue(3);
    }

    @Test
    void aSignInBetweenIsEnough() {
        server.sign = "late";
        await().atMost(PATIENCE)
                .until(() -> problem(2, NONE).isEmpty() && watch.suspicion().isPresent());
        server.sign = "";
        await().atMost(PATIENCE)
                .until(() -> problem(2, NONE).isEmpty() && watch.suspicion().isEmpty());

        assertThat(problem(3, NONE)).isEmpty();
    }

    @Test
    void aServerThatOnlyLooksAliveIsFoundByARealPrompt() {
        server.prompt = "no answer";

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(problem(60, NONE)).contains("no answer"));
        assertThat(server.prompts).hasValue(2);
    }

    @Test
    void whoeverAnswersOthersIsNotAskedAPrompt() {
        assertThat(problem(60, traffic(5, 0, 0, 0))).isEmpty();
        assertThat(problem(119, traffic(5, 0, 0, 0))).isEmpty();
        assertThat(server.prompts).hasValue(0);

        assertThat(problem(120, traffic(5, 0, 0, 0))).isEmpty();
        await().atMost(PATIENCE).until(() -> server.prompts.get() == 1);
    }

    @Test
    void errorsOfAWindowAreJudgedAtItsEnd() {
        assertThat(problem(29, traffic(100, 50, 0, 0))).isEmpty();
        assertThat(problem(30, traffic(100, 50, 0, 0)))
                .contains("50 of the last 100 answers were errors (limit 5.0 %)");
        assertThat(problem(60, traffic(200, 50, 0, 0))).isEmpty();
    }

    @Test
    void answersOfAVersionThatIsBeingIntroducedAreLeftToItsRollout() {
        assertThat(watch.problem(traffic(100, 100, 0, 0), BEGUN.plusSeconds(30), true))
                .isEmpty();
        server.prompt = "no answer";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(watch.problem(traffic(100, 100, 0, 0), BEGUN.plusSeconds(120), true))
                        .contains("no answer"));
    }

    @Test
    void aWindowGrowsUntilItHasEnoughAnswers() {
        assertThat(problem(30, traffic(19, 19, 0, 0))).isEmpty();
        assertThat(problem(60, traffic(20, 20, 0, 0))).contains("20 of the last 20 answers were errors (limit 5.0 %)");
    }

    @Test
    void driftIsMeasuredAgainstTheFirstAnswersAndEndsAServerOnlyWhereThatIsWished() {
        ServerWatch strict = new ServerWatch(deployment("{\"limits\":{\"max_drift\":5}}"), server, POLICY, NONE, BEGUN);
        for (ServerWatch each : new ServerWatch[] {watch, strict}) {
            assertThat(each.problem(traffic(60, 0, 60, 10), BEGUN.plusSeconds(10), false))
                    .isEmpty();
        }
        // 60 answers of 10 tokens, then 40 of 20: (20 - 10) / sqrt(1/40 + 1/60) = 49
        Traffic longer = new Traffic(BEGUN, 100, 0, 0, ResponseTimes.none(), 100, 1400, 60 * 100 + 40 * 400);

        assertThat(watch.problem(longer, BEGUN.plusSeconds(30), false)).isEmpty();
        assertThat(watch.drift()).isBetween(48.0, 50.0);
        assertThat(strict.problem(longer, BEGUN.plusSeconds(30), false).orElseThrow())
                .contains("answers have 20.0 tokens on average", "49.0 standard errors apart (limit 5.0)");
    }

    private Optional<String> problem(int second, Traffic traffic) {
        return watch.problem(traffic, BEGUN.plusSeconds(second), false);
    }

    private static Deployment deployment(String section) {
        try {
            return Deployment.requested(
                    new ModelVersion(
                            VersionId.next(), "tutor", 1, new ArtifactRef(URI.create("file:///m"), "ab".repeat(32), 1)),
                    Optional.empty(),
                    0,
                    DeploymentReader.read(WireJson.mapper().readTree(section)),
                    BEGUN);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Traffic traffic(long requests, long errors, long outputs, long tokensOfEach) {
        return new Traffic(
                BEGUN,
                requests,
                0,
                errors,
                ResponseTimes.none(),
                outputs,
                outputs * tokensOfEach,
                (double) outputs * tokensOfEach * tokensOfEach);
    }

    /** A server that does as it is told; an empty text is a good answer. */
    private static final class Told implements RunningServer {
        private final AtomicInteger signs = new AtomicInteger();
        private final AtomicInteger prompts = new AtomicInteger();
        private volatile String sign = "";
        private volatile String prompt = "";

        @Override
        public URI endpoint() {
            return URI.create("http://127.0.0.1:1/v1");
        }

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public void requireSign(Duration patience) {
            answer(signs, sign);
        }

        @Override
        public void requireAnswer(Duration patience) {
            answer(prompts, prompt);
        }

        private static void answer(AtomicInteger count, String problem) {
            count.incrementAndGet();
            if (!problem.isEmpty()) {
                throw new TrainyardException(ErrorCode.UNHEALTHY, problem);
            }
        }

        @Override
        public void stop() {}

        @Override
        public void kill() {}
    }
}

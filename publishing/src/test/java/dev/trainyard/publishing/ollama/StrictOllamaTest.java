package dev.trainyard.publishing.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.RememberedSteps;
import dev.trainyard.stricthub.ollama.StrictOllama;
import dev.trainyard.stricthub.ollama.StrictOllama.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every server, and what cannot be asked of a real one: to fail at a given moment. */
final class StrictOllamaTest extends OllamaContract {
    private final StrictOllama strict = StrictOllama.start();

    @Override
    URI server() {
        return strict.endpoint();
    }

    @AfterEach
    void close() {
        strict.close();
        assertThat(strict.violations()).isEmpty();
    }

    @Test
    void killedAtAnyRequestAReleaseCanBeRepeated() throws Exception {
        Path first = Gguf.folder(folder, "a");
        Path second = Gguf.folder(folder, "b");
        boolean failed = true;
        int deaths = 0;
        for (; failed; deaths++) {
            String name = "killed" + deaths;
            Publication one = ollama.publish(release(name, 1, first, Optional.empty()), new RememberedSteps());
            RememberedSteps steps = new RememberedSteps();
            Release next = release(name, 2, second, Optional.of(one));
            strict.dieAfter(deaths);
            failed = fails(next, steps);
            strict.revive();
            assertOneIsCurrent(name);
            Publication two = ollama.publish(next, steps);
            assertCurrent(name, 2);
            ollama.check(two);
            assertThat(tags(name)).containsExactly("latest", "previous", "v1", "v2");
            ollama.rollBack(two);
            assertCurrent(name, 1);
            ollama.withdraw(two);
            ollama.withdraw(one);
            strict.prune();
        }
        assertThat(deaths).isGreaterThan(15);
    }

    private void assertOneIsCurrent(String name) throws InterruptedException {
        String latest = String.valueOf(api.digests().get(name + ":latest"));
        assertThat(latest).isIn(api.digests().get(name + ":v1"), api.digests().get(name + ":v2"));
    }

    private boolean fails(Release release, RememberedSteps steps) throws InterruptedException {
        try {
            ollama.publish(release, steps);
            return false;
        } catch (TrainyardException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SERVER_ERROR", "CUT", "CUT_AFTERWARDS"})
    void whatFailsInPassingIsTriedAgain(Fault fault) throws Exception {
        for (String request : new String[] {"HEAD", "POST /api/blobs", "create", "tags", "copy", "show", "chat"}) {
            strict.fail(request, fault);
        }
        Publication one = publish("passing", 1, "a", Optional.empty());
        ollama.check(one);
    }

    @Test
    void aBrokenCopyIsMadeAgain() throws Exception {
        Publication one = publish("broken", 1, "a", Optional.empty());
        strict.fail("copy", Fault.BROKEN_COPY);
        strict.fail("copy", Fault.BROKEN_COPY);
        Publication two = publish("broken", 2, "b", Optional.of(one));
        ollama.check(two);
    }

    @Test
    void aServerThatCannotCopySaysSoInTheEnd() throws Exception {
        Publication one = publish("copies", 1, "a", Optional.empty());
        for (int i = 0; i < 3; i++) {
            strict.fail("copy", Fault.BROKEN_COPY);
        }
        assertThatThrownBy(() -> publish("copies", 2, "b", Optional.of(one)))
                .hasMessageContaining("copies:v2 is not what copies:candidate is, even after 3 copies");
        ollama.check(one);
    }

    @Test
    void linesThatEndTooEarlyAreNoSuccess() throws Exception {
        for (int i = 0; i < PATIENCE.attempts(); i++) {
            strict.fail("create", Fault.SHORT_STREAM);
        }
        assertThatThrownBy(() -> publish("short", 1, "a", Optional.empty()))
                .isInstanceOfSatisfying(TrainyardException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(e).hasMessageContaining("making short:candidate broke off after \"writing manifest\"");
                });
        assertThat(tags("short")).doesNotContain("latest");
    }

    @Test
    void aFileThatTheServerDroppedIsSentAgain() throws Exception {
        publish("dropped", 1, "a", Optional.empty());
        strict.prune();
        ollama.check(publish("dropped", 1, "a", Optional.empty()));
        assertThat(strict.requests().stream().filter(request -> request.startsWith("POST /api/blobs")))
                .hasSize(2);
    }

    @Test
    void whatTheServerHasIsNotSentAgain() throws Exception {
        publish("once", 1, "a", Optional.empty());
        publish("twice", 1, "a", Optional.empty());
        assertThat(strict.requests().stream().filter(request -> request.startsWith("POST /api/blobs")))
                .hasSize(1);
    }

    @Test
    void aModelWithoutWordsDoesNotBecomeCurrent() throws Exception {
        Publication one = publish("dumb", 1, "a", Optional.empty());
        strict.strikeDumb();
        assertThatThrownBy(() -> publish("dumb", 2, "b", Optional.of(one)))
                .isInstanceOfSatisfying(TrainyardException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNHEALTHY);
                    assertThat(e).hasMessageContaining("dumb:candidate").hasMessageContaining("no token");
                });
        assertCurrent("dumb", 1);
    }

    @Test
    void anOldServerWouldUseAnotherTemplate() {
        strict.version("0.24.0");
        assertThatThrownBy(() -> publish("old", 1, "a", Optional.empty()))
                .hasMessageContaining("is version 0.24.0")
                .hasMessageContaining("expected 0.30 or later");
    }

    @ParameterizedTest
    @CsvSource({"a/b", "..", "'a b'", "''", "-a"})
    void namesThatOllamaDoesNotAllowAreRefusedBeforehand(String name) {
        assertThatThrownBy(() -> publish(name, 1, "a", Optional.empty()))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(strict.requests()).isEmpty();
    }

    @Test
    void filesThatAreNoModelAreRefusedBeforehand() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> ollama.publish(release("x", 1, empty, Optional.empty()), new RememberedSteps()))
                .hasMessageContaining("has 0 GGUF models");
        Path lying = Gguf.folder(folder, "l");
        byte[] bytes = Files.readAllBytes(lying.resolve("model.gguf"));
        // The length of the first key.
        bytes[31] = 0x7f;
        Files.write(lying.resolve("model.gguf"), bytes);
        assertThatThrownBy(() -> ollama.publish(release("x", 1, lying, Optional.empty()), new RememberedSteps()))
                .hasMessageContaining("is no sound GGUF file: it claims 9151314442816847");
        assertThat(strict.requests()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        strict.close();
        assertThatThrownBy(() -> publish("gone", 1, "a", Optional.empty()))
                .isInstanceOfSatisfying(TrainyardException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(e)
                            .hasMessageContaining(
                                    "http://127.0.0.1:" + strict.endpoint().getPort());
                });
    }
}

package dev.trainyard.publishing.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.Patience;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.RememberedSteps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a strict server and for a real one. Each test uses a name of its own. */
abstract class OllamaContract {
    static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(10), Duration.ofSeconds(10), 5, Duration.ofMillis(5), Duration.ofMillis(50));

    @TempDir
    Path folder = Path.of("");

    OllamaDestination ollama = new OllamaDestination(settings(URI.create("http://127.0.0.1:9")));
    OllamaApi api = new OllamaApi(settings(URI.create("http://127.0.0.1:9")));

    abstract URI server();

    @BeforeEach
    void connect() {
        ollama.close();
        api.close();
        ollama = new OllamaDestination(settings(server()));
        api = new OllamaApi(settings(server()));
    }

    @AfterEach
    void disconnect() {
        ollama.close();
        api.close();
    }

    static OllamaSettings settings(URI server) {
        return new OllamaSettings(
                new Endpoint(server, Optional.empty(), Optional.empty()),
                Optional.empty(),
                Map.of("temperature", 0.5, "stop", List.of("[user]")),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                "Once upon a time",
                PATIENCE);
    }

    Release release(String name, int number, Path files, Optional<Publication> previous) {
        return new Release(name, number, files, Map.of(), Map.of(), previous);
    }

    Publication publish(String name, int number, String letter, Optional<Publication> previous)
            throws IOException, InterruptedException {
        return ollama.publish(release(name, number, Gguf.folder(folder, letter), previous), new RememberedSteps());
    }

    List<String> tags(String name) throws InterruptedException {
        return api.digests().keySet().stream()
                .filter(tag -> tag.startsWith(name + ":"))
                .map(tag -> tag.substring(name.length() + 1))
                .toList();
    }

    void assertCurrent(String name, int number) throws InterruptedException {
        Map<String, String> digests = api.digests();
        assertThat(digests.get(name + ":latest")).isNotNull().isEqualTo(digests.get(name + ":v" + number));
    }

    @Test
    void aReleaseIsMadeAskedAndCurrent() throws Exception {
        RememberedSteps steps = new RememberedSteps();
        Publication one = ollama.publish(release("made", 1, Gguf.folder(folder, "a"), Optional.empty()), steps);
        assertThat(tags("made")).containsExactly("latest", "v1");
        assertCurrent("made", 1);
        ollama.check(one);
        assertThat(one.endpoint()).isEqualTo(URI.create(server() + "/v1"));
        assertThat(one.reference()).isEqualTo("made:v1");
        assertThat(steps.all()).containsOnlyKeys("created", "tested", "before");
    }

    @Test
    void theModelsOwnChatTemplateIsUsedThoughItResemblesAnother() throws Exception {
        publish("own-template", 1, "a", Optional.empty());
        assertThat(api.show("own-template").orElseThrow().path("template").asText())
                .endsWith("[{{ m.role }}] {{ m.content }}\n{% endfor %}"
                        + "{% if add_generation_prompt %}[assistant] {% endif %}");
    }

    @Test
    void theNextReleaseReplacesTheFirstAndCanBeTakenBack() throws Exception {
        Publication one = publish("replaced", 1, "a", Optional.empty());
        Publication two = publish("replaced", 2, "b", Optional.of(one));
        assertThat(tags("replaced")).containsExactly("latest", "previous", "v1", "v2");
        assertCurrent("replaced", 2);
        assertThatThrownBy(() -> ollama.check(one))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNHEALTHY));
        ollama.rollBack(two);
        ollama.rollBack(two);
        assertCurrent("replaced", 1);
        ollama.check(one);
        ollama.withdraw(two);
        ollama.withdraw(two);
        assertThat(tags("replaced")).containsExactly("latest", "previous", "v1");
        ollama.withdraw(one);
        assertThat(tags("replaced")).isEmpty();
    }

    @Test
    void theFirstReleaseIsTakenBackToNothing() throws Exception {
        Publication one = publish("first", 1, "a", Optional.empty());
        ollama.rollBack(one);
        assertThat(tags("first")).containsExactly("v1");
    }

    @Test
    void whatOthersHadUnderTheNameIsKeptAndComesBack() throws Exception {
        Publication other = publish("others", 7, "o", Optional.empty());
        ollama.rollBack(other);
        api.copy("others:v7", "others:latest");
        api.delete("others:v7");
        String before = String.valueOf(api.digests().get("others:latest"));
        Publication one = publish("others", 1, "a", Optional.empty());
        assertThat(api.digests()).containsEntry("others:previous", before);
        ollama.rollBack(one);
        assertThat(api.digests()).containsEntry("others:latest", before);
    }

    @Test
    void aModelWithoutTemplateIsAskedWithoutOne() throws Exception {
        Path files = Gguf.withoutTemplate(Gguf.folder(folder, "a"));
        Publication one = ollama.publish(release("plain", 1, files, Optional.empty()), new RememberedSteps());
        ollama.check(one);
        assertThat(one.notes()).containsEntry("chat", "false");
    }

    @Test
    void anAdapterComesAlong() throws Exception {
        Path files = Gguf.withAdapter(Gguf.folder(folder, "a"));
        Publication one = ollama.publish(release("adapted", 1, files, Optional.empty()), new RememberedSteps());
        ollama.check(one);
        Files.delete(files.resolve("model-adapter.gguf"));
        Publication two = publish("adapted", 2, "a", Optional.of(one));
        assertThat(api.digests().get(two.reference()))
                .isNotEqualTo(api.digests().get(one.reference()));
    }

    @Test
    void anErrorInsideOfTheAnswerLeavesTheOneBefore() throws Exception {
        Publication one = publish("kept", 1, "a", Optional.empty());
        Path broken = Gguf.cut(Gguf.folder(folder, "b"));
        assertThatThrownBy(() -> ollama.publish(release("kept", 2, broken, Optional.of(one)), new RememberedSteps()))
                .isInstanceOfSatisfying(TrainyardException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL);
                    assertThat(e).hasMessageContaining("could not make kept:candidate (it says: ");
                });
        assertThat(tags("kept")).containsExactly("latest", "v1");
        ollama.check(one);
    }
}

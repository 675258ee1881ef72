package dev.trainyard.devkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.devkit.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which gateway is meant. */
final class SessionTest {
    private static final URI USUAL = URI.create("http://127.0.0.1:8080");
    private static final ProcessHandle SELF = ProcessHandle.current();

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void notes() throws IOException {
        Files.createDirectories(folder.resolve("home/target/trainyard/stacks"));
    }

    @Test
    void theUsualAddressIsAskedWhereNothingIsKnown() {
        assertThat(gateway(Map.of())).isEqualTo(USUAL);
    }

    @Test
    void aStackThatWasStartedWithAnotherFolderIsFound() throws IOException {
        stack("elsewhere", SELF.pid(), started(), "ready", 40001);

        assertThat(gateway(Map.of())).isEqualTo(URI.create("http://127.0.0.1:40001"));
        assertThat(gateway(Map.of("TRAINYARD_URL", "http://gateway:9000")))
                .isEqualTo(URI.create("http://gateway:9000"));
    }

    @Test
    void theStackOfTheDefaultFolderComesFirst() throws IOException {
        stack("elsewhere", SELF.pid(), started(), "ready", 40001);
        stack("default", SELF.pid(), started(), "ready", 40002);

        assertThat(gateway(Map.of())).isEqualTo(URI.create("http://127.0.0.1:40002"));
    }

    @Test
    void whatAKilledOrStartingStackLeftIsNotAsked() throws IOException {
        stack("killed", 4_000_000_000L, started(), "ready", 40001);
        stack("same-number", SELF.pid(), started().minusSeconds(60), "ready", 40002);
        stack("starting", SELF.pid(), started(), "starting", 40003);
        Files.writeString(
                folder.resolve("home/target/trainyard/stacks/7"),
                folder.resolve("gone").toString());
        Files.writeString(folder.resolve("home/target/trainyard/stacks/8"), "");

        assertThat(gateway(Map.of())).isEqualTo(USUAL);
    }

    @Test
    void severalStacksAreNotGuessedFrom() throws IOException {
        stack("first", SELF.pid(), started(), "ready", 40001);
        stack("second", SELF.pid(), started(), "ready", 40002);

        assertThatThrownBy(() -> gateway(Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("http://127.0.0.1:40001")
                .hasMessageContaining("http://127.0.0.1:40002")
                .hasMessageContaining("--url");
    }

    @Test
    void whoNamesAFolderWithoutAStackIsToldWhereOneRuns() throws IOException {
        assertThat(session(Map.of()).noStackIn(Path.of("/data"))).isEqualTo("no stack runs in /data");

        stack("elsewhere", SELF.pid(), started(), "ready", 40001);

        assertThat(session(Map.of()).noStackIn(Path.of("/data")))
                .isEqualTo(
                        "no stack runs in /data; one does in " + folder.resolve("elsewhere") + ": name it by --data");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> gateway(Map.of("TRAINYARD_URL", "http://a b")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("TRAINYARD_URL is \"http://a b\"");
    }

    private static Instant started() {
        return SELF.info().startInstant().orElseThrow();
    }

    /** As the supervisor of a stack writes it. */
    private void stack(String data, long pid, Instant started, String phase, int port) throws IOException {
        Path run = Files.createDirectories(folder.resolve(data).resolve("run"));
        Files.writeString(
                run.resolve("state.json"),
                "{\"pid\": %d, \"started_at\": \"%s\", \"phase\": \"%s\", \"message\": \"\", \"gateway\": \"http://127.0.0.1:%d\", \"components\": []}"
                        .formatted(pid, started, phase, port));
        if (!data.equals("default")) {
            Files.writeString(
                    folder.resolve("home/target/trainyard/stacks").resolve(data),
                    folder.resolve(data).toString());
        }
    }

    private URI gateway(Map<String, String> environment) {
        return session(environment).gateway();
    }

    private Session session(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("TRAINYARD_DATA", folder.resolve("default").toString());
        return new Session(
                new Terminal(new PrintStream(new ByteArrayOutputStream()), false, false, 80),
                all,
                folder.resolve("home"));
    }
}

package dev.trainyard.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class DataRootsTest {
    @TempDir
    Path folder;

    private Path first;
    private Path second;
    private Path secret;
    private DataRoots roots;

    @BeforeEach
    void makeRoots() throws IOException {
        first = Files.createDirectories(folder.resolve("first"));
        second = Files.createDirectories(folder.resolve("second"));
        secret = Files.writeString(folder.resolve("secret"), "x");
        roots = new DataRoots(List.of(first, second, folder.resolve("not there yet")));
    }

    @Test
    void findsAbsoluteAndRelativePathsAndUris() throws IOException {
        Path file = Files.writeString(second.resolve("rows.jsonl"), "{}");
        assertThat(roots.resolve(file.toString())).isEqualTo(file.toRealPath());
        assertThat(roots.resolve("rows.jsonl")).isEqualTo(file.toRealPath());
        assertThat(roots.resolve(file.toUri().toString())).isEqualTo(file.toRealPath());
    }

    @Test
    void followsALinkFromOneRootIntoAnother() throws IOException {
        Path file = Files.writeString(second.resolve("rows.jsonl"), "{}");
        Files.createSymbolicLink(first.resolve("link"), file);
        assertThat(roots.resolve("link")).isEqualTo(file.toRealPath());
    }

    @Test
    void refusesEveryWayOut() throws IOException {
        Files.createSymbolicLink(first.resolve("way-out"), secret);
        Files.createSymbolicLink(first.resolve("folder-out"), folder);
        for (String path : List.of(
                secret.toString(),
                "../secret",
                first + "/../secret",
                "way-out",
                "folder-out/secret",
                "folder-out/nothing",
                secret.toUri().toString(),
                "/etc/passwd",
                "/no/such/file",
                folder.toString(),
                folder + "/first-of-others")) {
            assertThatThrownBy(() -> roots.resolve(path))
                    .as(path)
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_NOT_ALLOWED))
                    .hasMessageContaining(path)
                    .hasMessageContaining(first.toString());
        }
    }

    @Test
    void saysThatAFileIsMissingWhereItWouldBeAllowed() {
        for (String path : List.of("missing.jsonl", first + "/missing.jsonl", "http://example.org/rows", "a\0b")) {
            assertThatThrownBy(() -> roots.resolve(path))
                    .as(path)
                    .isInstanceOfSatisfying(
                            TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
                    .hasMessageContaining(path);
        }
    }

    @Test
    void allowsNothingWithoutARoot() {
        assertThatThrownBy(() -> new DataRoots(List.of()).resolve(secret.toString()))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("none is configured");
    }
}

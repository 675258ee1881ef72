package dev.trainyard.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.JobId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class FileArtifactStoreTest {
    @TempDir
    Path folder;

    private Path root;
    private Path secret;
    private FileArtifactStore store;

    @BeforeEach
    void openStore() throws IOException {
        root = folder.resolve("artifacts");
        secret = Files.writeString(folder.resolve("secret"), "not yours");
        store = new FileArtifactStore(root);
    }

    @Test
    void publishesAFileThatCanBeVerifiedAndReadAgain() throws IOException {
        Path file = Files.writeString(store.folder("reports").resolve("a.json"), "abc");
        ArtifactRef ref = store.publish(file);
        assertThat(ref.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(ref.sizeBytes()).isEqualTo(3);
        store.verify(ref);
        assertThat(store.local(ref.uri())).hasContent("abc");
    }

    @Test
    void publishesAFolderWithAllThatIsInIt() throws IOException {
        JobId job = JobId.next();
        Path model = Files.createDirectories(store.jobFolder(job).resolve("model/part"));
        Files.writeString(model.resolve("weights"), "12345");
        Files.writeString(model.resolveSibling("config.json"), "{}");
        ArtifactRef ref = store.publish(store.jobFolder(job).resolve("model"));
        assertThat(ref.sizeBytes()).isEqualTo(7);
        store.verify(ref);
        assertThat(store.local(ref.uri())).isDirectory();
    }

    @Test
    void noticesEveryKindOfChange() throws IOException {
        Path model = store.folder("model");
        Path weights = Files.writeString(model.resolve("weights"), "12345");
        ArtifactRef ref = store.publish(model);
        assertThat(store.verified(ref)).isEqualTo(model);
        Files.writeString(weights, "12346");
        refuses(ErrorCode.CHECKSUM_MISMATCH, () -> store.verify(ref));
        refuses(ErrorCode.CHECKSUM_MISMATCH, () -> store.verified(ref));
        Files.writeString(weights, "12345");
        store.verify(ref);
        Path added = Files.writeString(model.resolve("more"), "");
        refuses(ErrorCode.CHECKSUM_MISMATCH, () -> store.verify(ref));
        Files.delete(added);
        Files.move(weights, model.resolve("renamed"));
        refuses(ErrorCode.CHECKSUM_MISMATCH, () -> store.verify(ref));
        Files.delete(model.resolve("renamed"));
        Files.delete(model);
        refuses(ErrorCode.NOT_FOUND, () -> store.verify(ref));
    }

    @Test
    void readsNothingOutsideOfItsRoot() throws IOException {
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(secret.toUri()));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(URI.create("file://" + root + "/../secret")));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(URI.create("file://" + root + "/%2e%2e/secret")));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(URI.create("file:///etc/no-such-file")));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(root.toUri()));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(URI.create("s3://bucket/key")));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(URI.create("file://host/share")));
        Path neighbour = Files.createDirectories(folder.resolve("artifacts-of-others"));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(neighbour.toUri()));
    }

    @Test
    void followsNoLinkOutOfItsRoot() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), secret);
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.local(link.toUri()));
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.publish(link));
        Files.createSymbolicLink(root.resolve("jobs"), folder);
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.folder("jobs"));
    }

    @Test
    void publishesNoFolderWithALinkInIt() throws IOException {
        Path model = store.folder("model");
        Path weights = Files.writeString(model.resolve("weights"), "1");
        Files.createSymbolicLink(model.resolve("outside"), secret);
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.publish(model));
        Files.delete(model.resolve("outside"));
        Files.createSymbolicLink(model.resolve("inside"), weights);
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.publish(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "/etc", ".hidden", "a\0b", "a b"})
    void takesPlainNamesAlone(String name) {
        refuses(ErrorCode.PATH_NOT_ALLOWED, () -> store.folder("jobs", name));
    }

    @Test
    void saysWhichArtifactIsMissing() {
        assertThatThrownBy(() -> store.local(root.resolve("jobs/none").toUri()))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("jobs/none");
        refuses(ErrorCode.NOT_FOUND, () -> store.publish(root.resolve("none")));
    }

    private static void refuses(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}

package dev.trainyard.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {
    @TempDir
    Path folder;

    @Test
    void hashesAFileLongerThanTheBuffer() throws IOException {
        Path file = Files.write(folder.resolve("million"), "a".repeat(1_000_000).getBytes(UTF_8));
        assertThat(Checksums.file(file))
                .isEqualTo(new Checksum("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", 1_000_000));
    }

    @Test
    void hashesAFolderOverItsSortedPathsAndDigests() throws IOException {
        Files.writeString(folder.resolve("b"), "abc");
        Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("z"), "");
        Path listing = Files.writeString(
                folder.resolveSibling(folder.getFileName() + ".listing"),
                "a/z\0e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
                        + "b\0ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        assertThat(Checksums.folder(folder))
                .isEqualTo(new Checksum(Checksums.file(listing).sha256(), 3));
        Files.delete(listing);
    }
}

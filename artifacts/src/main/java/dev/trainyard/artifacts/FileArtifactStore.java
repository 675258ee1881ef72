package dev.trainyard.artifacts;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Artifacts in a folder that all services see.
 *
 * <p>Nothing outside the root is ever read or published: links are resolved first, and a link inside an artifact is
 * refused, since what it points to could change after the checksum was taken.
 */
public final class FileArtifactStore implements ArtifactStore {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final Path root;

    /** A store in {@code root}, which is created where missing. */
    public FileArtifactStore(Path root) {
        try {
            this.root =
                    Files.createDirectories(root.toAbsolutePath().normalize()).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("artifacts folder " + root + " cannot be created or opened", e);
        }
    }

    @Override
    public Path local(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            throw notAllowed(uri + " is not a file: URI");
        }
        try {
            return confined(Path.of(uri));
        } catch (IllegalArgumentException e) {
            throw notAllowed(uri + " is not a path on this machine");
        }
    }

    @Override
    public ArtifactRef publish(Path fileOrFolder) {
        Path path = confined(fileOrFolder.toAbsolutePath());
        try {
            Durability.sync(path);
            Checksum checksum = Checksums.of(path);
            return new ArtifactRef(path.toUri(), checksum.sha256(), checksum.sizeBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("artifact " + path + " cannot be read or made durable", e);
        }
    }

    @Override
    public void verify(ArtifactRef ref) {
        Path path = local(ref.uri());
        try {
            Checksum found = Checksums.of(path);
            if (!found.sha256().equals(ref.sha256())) {
                throw new TrainyardException(
                        ErrorCode.CHECKSUM_MISMATCH,
                        "artifact %s has SHA-256 %s (%d bytes), expected %s (%d bytes): it was changed or damaged after it was published"
                                .formatted(path, found.sha256(), found.sizeBytes(), ref.sha256(), ref.sizeBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("artifact " + path + " cannot be read", e);
        }
    }

    @Override
    public Path jobFolder(JobId jobId) {
        return folder("jobs", jobId.value());
    }

    @Override
    public Path folder(String... key) {
        Path folder = root;
        for (String name : key) {
            if (!PLAIN_NAME.matcher(name).matches() || name.startsWith(".")) {
                throw notAllowed("\"" + name + "\" is not a plain folder name");
            }
            folder = folder.resolve(name);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be created", e);
        }
        return confined(folder);
    }

    /** The path without links, below the root. The root itself is no artifact. */
    private Path confined(Path path) {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            if (!path.normalize().startsWith(root)) {
                throw notAllowed(path + " lies outside of the artifacts folder " + root);
            }
            throw new TrainyardException(ErrorCode.NOT_FOUND, "artifact " + path + " does not exist or cannot be read");
        }
        if (!real.startsWith(root) || real.equals(root)) {
            throw notAllowed(path + " lies outside of the artifacts folder " + root);
        }
        return real;
    }

    private static TrainyardException notAllowed(String message) {
        return new TrainyardException(ErrorCode.PATH_NOT_ALLOWED, message);
    }
}

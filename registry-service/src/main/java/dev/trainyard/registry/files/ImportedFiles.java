package dev.trainyard.registry.files;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.VersionId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a model on their way into the store: they are copied aside, checked there, and take their place in one
 * step. Whatever goes wrong before, closing removes them. Not thread-safe.
 */
public final class ImportedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImportedFiles.class);
    private static final int MOST_FILES = 10_000;

    private final ArtifactStore artifacts;
    private final VersionId version;
    private final Path aside;
    private final InspectedModel model;
    private final ArtifactRef checksum;

    private ImportedFiles(
            ArtifactStore artifacts, VersionId version, Path aside, InspectedModel model, ArtifactRef checksum) {
        this.artifacts = artifacts;
        this.version = version;
        this.aside = aside;
        this.model = model;
        this.checksum = checksum;
    }

    /**
     * Copies and checks a model. The headers are read before, so that nothing is copied in vain, and of the copy, since
     * that is what is used.
     *
     * <p>Errors: INVALID_MODEL, PATH_NOT_ALLOWED where a link leads out of the roots, DISK_FULL.
     */
    public static ImportedFiles copy(Path source, DataRoots roots, ArtifactStore artifacts) {
        InspectedModel.of(source);
        VersionId version = VersionId.next();
        Path aside = artifacts.folder("imports", version.value());
        try {
            copyAll(source, roots, aside);
            return new ImportedFiles(artifacts, version, aside, InspectedModel.of(aside), artifacts.publish(aside));
        } catch (IOException e) {
            remove(aside);
            throw notCopied(source, e);
        } catch (RuntimeException e) {
            remove(aside);
            throw e;
        }
    }

    private static TrainyardException notCopied(Path source, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new TrainyardException(
                full ? ErrorCode.DISK_FULL : ErrorCode.INVALID_MODEL,
                "the files of " + source.getFileName() + " could not be copied into the artifacts folder (" + e + "): "
                        + (full ? "make room there" : "see that they can be read") + ", then repeat the request",
                e);
    }

    private static void copyAll(Path source, DataRoots roots, Path target) throws IOException {
        if (Files.isRegularFile(source)) {
            Files.copy(source, target.resolve(source.getFileName().toString()));
            return;
        }
        for (Path file : files(source)) {
            Path place = target.resolve(source.relativize(file).toString());
            Files.createDirectories(place.getParent() == null ? target : place.getParent());
            Files.copy(content(file, roots), place);
        }
    }

    /** The hubs' caches consist of links; what they lead to must be allowed as well, and be a file. */
    private static Path content(Path file, DataRoots roots) throws IOException {
        Path real = roots.resolve(file.toRealPath().toString());
        if (!Files.isRegularFile(real)) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    file.getFileName() + " is neither a file nor a link to one: remove it from the folder");
        }
        return real;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !folder.relativize(path).toString().startsWith(".git"))
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (files.size() > MOST_FILES) {
                throw new TrainyardException(
                        ErrorCode.INVALID_MODEL,
                        folder.getFileName() + " holds more than " + MOST_FILES
                                + " files: expected the folder of one model");
            }
            return files;
        }
    }

    /** Id of the version that the files become. */
    public VersionId version() {
        return version;
    }

    public InspectedModel model() {
        return model;
    }

    public String sha256() {
        return checksum.sha256();
    }

    /** Moves the files to their place, below the name of their model. */
    public ArtifactRef place(String name) throws IOException {
        Path place = artifacts.folder("models", name).resolve(version.value());
        Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
        return new ArtifactRef(place.toUri(), checksum.sha256(), checksum.sizeBytes());
    }

    /** Takes files back that were placed in vain. */
    public void remove(ArtifactRef placed) {
        remove(artifacts.local(placed.uri()));
    }

    /** Removes what was not placed. */
    @Override
    public void close() {
        if (Files.exists(aside)) {
            remove(aside);
        }
    }

    private static void remove(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} is left over and could not be removed: {}", folder, e.toString());
        }
    }
}

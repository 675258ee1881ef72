package dev.trainyard.hub;

import dev.trainyard.contracts.spec.HubReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model's part of ModelScope's cache: the files of a revision as they are, in a folder of its name. Where a client
 * of before version 1.38 has laid the model out in its own way, that folder is used, as today's client does.
 */
final class ModelScopeCache {
    private static final String PARTIAL = ".trainyard.incomplete";

    private final Path root;
    private final HubReference reference;
    private final Path folder;

    ModelScopeCache(Path root, HubReference reference) {
        this.root = root;
        this.reference = reference;
        this.folder = legacy(root, reference)
                .orElseGet(() -> snapshots().resolve(reference.revision().orElseThrow()));
    }

    private static Optional<Path> legacy(Path root, HubReference reference) {
        String owner = reference.owner();
        String name = reference.name().replace(".", "___");
        return Stream.of(root, root.resolve("hub"))
                .map(base -> base.resolve("models").resolve(owner).resolve(name))
                .filter(ModelScopeCache::hasEntries)
                .findFirst();
    }

    private static boolean hasEntries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private Path snapshots() {
        return root.resolve("models")
                .resolve(reference.owner() + "--" + reference.name())
                .resolve("snapshots");
    }

    Path folder() {
        return folder;
    }

    boolean isHere() {
        return hasEntries(folder);
    }

    /** The lock of a file, of the name that ModelScope's own client gives it. */
    Path lock(String path) {
        String key = String.join("\0", "modelscope-hub-download-lock-v2", "file", "model", reference.id(), path);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return root.resolve(".lock").resolve("file_" + HexFormat.of().formatHex(digest) + ".lock");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** Where a file is written until it is whole. */
    Path partial(String path) throws IOException {
        Path place = folder.resolve(path);
        Files.createDirectories(place.getParent());
        return place.resolveSibling(place.getFileName() + PARTIAL);
    }

    /** The partial file is whole: it takes its place. */
    void store(String path) throws IOException {
        Files.move(
                partial(path),
                folder.resolve(path),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether a file is there with its content; a folder of a branch may hold an older one. */
    boolean has(RemoteFile file, Cancellation cancellation) throws IOException {
        return isSame(folder.resolve(file.path()), file, cancellation);
    }

    private static boolean isSame(Path place, RemoteFile file, Cancellation cancellation) throws IOException {
        return Files.isRegularFile(place)
                && file.size().isPresent()
                && Files.size(place) == file.size().getAsLong()
                && file.checksum().isPresent()
                && file.checksum().get().matches(place, cancellation);
    }

    /** Whether another revision had the same file, which is now this one's as well. */
    boolean takeFromOtherRevision(RemoteFile file, Cancellation cancellation) throws IOException {
        for (Path other : otherRevisions()) {
            if (isSame(other.resolve(file.path()), file, cancellation)) {
                Path fresh = partial(file.path());
                Files.deleteIfExists(fresh);
                try {
                    Files.createLink(fresh, other.resolve(file.path()));
                } catch (UnsupportedOperationException | IOException e) {
                    Files.copy(other.resolve(file.path()), fresh, StandardCopyOption.REPLACE_EXISTING);
                }
                store(file.path());
                return true;
            }
        }
        return false;
    }

    private List<Path> otherRevisions() throws IOException {
        if (!Files.isDirectory(snapshots())) {
            return List.of();
        }
        try (Stream<Path> revisions = Files.list(snapshots())) {
            return revisions
                    .filter(Files::isDirectory)
                    .filter(other -> !other.equals(folder))
                    .toList();
        }
    }
}

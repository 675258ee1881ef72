package dev.trainyard.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.spec.HubReference;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A model's part of the cache that all Hugging Face libraries share: contents under {@code blobs/} by their checksum,
 * for each commit links to them under {@code snapshots/}, and the commit of each branch under {@code refs/}.
 *
 * <p>Partial files have a name of their own, so that a Python client that fetches the same file at the same time, and
 * locks in another way, never writes into ours; whoever is first moves its whole file into place.
 */
final class HuggingFaceCache {
    private static final String CACHEDIR_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
            + "# Files fetched from model hubs. Backups need not hold them.\n";
    private static final int TREE_FORMAT = 1;

    private final Path root;
    private final String name;

    HuggingFaceCache(Path root, HubReference reference) {
        this.root = root;
        this.name = "models--" + reference.owner() + "--" + reference.name();
    }

    Path folder() {
        return root.resolve(name);
    }

    Path snapshot(String commit) {
        return folder().resolve("snapshots").resolve(commit);
    }

    Path lock(Checksum checksum) {
        return root.resolve(".locks").resolve(name).resolve(checksum.hex() + ".lock");
    }

    private Path blob(Checksum checksum) {
        return folder().resolve("blobs").resolve(checksum.hex());
    }

    /** Where a content is written until it is whole. */
    Path partial(Checksum checksum) throws IOException {
        Path blobs = Files.createDirectories(folder().resolve("blobs"));
        return blobs.resolve(checksum.hex() + ".trainyard.incomplete");
    }

    /** Whether a commit has a file of the size it should have. */
    boolean has(String commit, RemoteFile file) throws IOException {
        return isFile(snapshot(commit).resolve(file.path()), file.size());
    }

    boolean hasBlob(Checksum checksum, OptionalLong size) throws IOException {
        return isFile(blob(checksum), size);
    }

    private static boolean isFile(Path path, OptionalLong size) throws IOException {
        return Files.isRegularFile(path) && (size.isEmpty() || Files.size(path) == size.getAsLong());
    }

    /** The partial file is whole: it becomes the content. */
    void store(Checksum checksum) throws IOException {
        Files.move(
                partial(checksum), blob(checksum), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path tag = root.resolve("CACHEDIR.TAG");
        if (!Files.exists(tag)) {
            Files.writeString(tag, CACHEDIR_TAG);
        }
    }

    /** Gives a commit's file its content. */
    void link(String commit, String path, Checksum checksum) throws IOException {
        Path place = snapshot(commit).resolve(path);
        Path parent = Files.createDirectories(Objects.requireNonNull(place.getParent()));
        Path fresh = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createSymbolicLink(fresh, parent.relativize(blob(checksum)));
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links, as Python has it: the content twice.
            Files.copy(blob(checksum), fresh);
        }
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Notes that a commit lacks files, so that other libraries do not ask for them again. */
    void markAbsent(String commit, List<String> paths) throws IOException {
        Path absent = Files.createDirectories(folder().resolve(".no_exist").resolve(commit));
        for (String path : paths) {
            try {
                Files.createFile(absent.resolve(path));
            } catch (FileAlreadyExistsException e) {
                // Noted before.
            }
        }
    }

    /** Notes the commit of a branch or tag. */
    void writeRef(String revision, String commit) throws IOException {
        Path ref = folder().resolve("refs").resolve(revision);
        if (revision.equals(commit)
                || (Files.exists(ref) && Files.readString(ref).equals(commit))) {
            return;
        }
        Files.createDirectories(ref.getParent());
        Path fresh =
                Files.writeString(ref.resolveSibling(ref.getFileName() + "." + UUID.randomUUID() + ".tmp"), commit);
        Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The commit that a revision was when it was last fetched; empty where no files of it are here. */
    Optional<String> commit(String revision) throws IOException {
        Path ref = folder().resolve("refs").resolve(revision);
        String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : revision;
        boolean here = commit.matches("[0-9a-f]{40}") && Files.isDirectory(snapshot(commit));
        return here ? Optional.of(commit) : Optional.empty();
    }

    /** The list of a commit's files as Python clients keep it; empty where none did. */
    Optional<Listing> listing(String commit) throws IOException {
        Path tree = folder().resolve("trees").resolve(commit + ".json");
        if (!Files.isRegularFile(tree)) {
            return Optional.empty();
        }
        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(tree));
        if (json.path("format_version").asInt() != TREE_FORMAT) {
            return Optional.empty();
        }
        List<RemoteFile> files = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : json.path("files").properties()) {
            OptionalLong size = OptionalLong.of(file.getValue().path("size").asLong());
            files.add(new RemoteFile(file.getKey(), size, Optional.empty()));
        }
        return Optional.of(new Listing(commit, List.copyOf(files)));
    }
}

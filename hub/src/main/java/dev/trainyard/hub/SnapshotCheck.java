package dev.trainyard.hub;

import dev.trainyard.contracts.error.TrainyardException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what a folder lacks to be a whole model or adapter, without asking a hub. */
final class SnapshotCheck {
    private SnapshotCheck() {}

    /**
     * The files that are missing.
     *
     * @param listing what the repository is known to hold; empty where nothing of it was kept
     */
    static List<String> missing(Path folder, ModelKind kind, Optional<Listing> listing) {
        Stream<String> needed = kind == ModelKind.ADAPTER
                ? Stream.of(FilePlan.ADAPTER_CONFIG, FilePlan.ADAPTER_WEIGHTS)
                : Stream.concat(Stream.of(FilePlan.CONFIG), weights(folder).stream());
        Stream<String> known = listing.stream()
                .flatMap(files -> kind == ModelKind.ADAPTER ? Stream.empty() : files.files().stream())
                .map(RemoteFile::path)
                .filter(FilePlan.NAMED::contains);
        return Stream.concat(needed, known)
                .distinct()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
    }

    private static Set<String> weights(Path folder) {
        Path index = folder.resolve(FilePlan.INDEX);
        if (Files.isRegularFile(folder.resolve(FilePlan.WEIGHTS)) || !Files.isRegularFile(index)) {
            return Set.of(FilePlan.WEIGHTS);
        }
        try {
            return ShardIndex.files(index);
        } catch (TrainyardException e) {
            return Set.of(FilePlan.INDEX + " (damaged)");
        }
    }
}

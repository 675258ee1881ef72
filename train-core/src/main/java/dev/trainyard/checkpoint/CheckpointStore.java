package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run in one folder. A checkpoint appears whole or not at all: it is written into a folder of
 * another name, forced to the disk, and renamed; its manifest, written last, holds the digest of each file.
 *
 * <p>Not thread-safe, and one process at a time.
 */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String UNFINISHED = ".unfinished-";
    private static final String REPLACED = ".replaced-";
    private static final String BEST = "best_model";

    private final Path root;
    private final Fingerprint fingerprint;
    private final int keepLast;

    private CheckpointStore(Path root, Fingerprint fingerprint, int keepLast) {
        this.root = root;
        this.fingerprint = fingerprint;
        this.keepLast = keepLast;
    }

    /** Writes the files of a checkpoint into an empty folder. */
    @FunctionalInterface
    public interface Contents {
        /** Fills {@code folder}. */
        void writeTo(Path folder) throws IOException;
    }

    /** A whole checkpoint: its files are as they were written. */
    public record Stored(int step, Path path) {}

    /**
     * Opens the store in {@code root}, creating the folder, and clears away what an interrupted process left.
     *
     * @param fingerprint of the run; only checkpoints written under the same one can be continued
     * @param keepLast checkpoints that are kept beside the best one
     */
    public static CheckpointStore open(Path root, Fingerprint fingerprint, int keepLast) {
        CheckpointStore store = new CheckpointStore(root, fingerprint, keepLast);
        unchecked(() -> {
            Files.createDirectories(root);
            store.clearLeftovers();
        });
        return store;
    }

    /** Writes a checkpoint called {@code step_…} and deletes those that are too many. */
    public Path saveStep(int step, Contents contents) {
        return save("step_%06d".formatted(step), step, contents);
    }

    /** Writes a checkpoint called {@code epoch_…} and deletes those that are too many. */
    public Path saveEpoch(int epoch, int step, Contents contents) {
        return save("epoch_" + epoch, step, contents);
    }

    private Path save(String name, int step, Contents contents) {
        Path path = put(name, folder -> {
            contents.writeTo(folder);
            CheckpointManifest.of(step, fingerprint, folder).write(folder);
        });
        unchecked(this::prune);
        return path;
    }

    /** Keeps the checkpoint at {@code path}, just saved, as the best one as well; the best one before is gone. */
    public Path markBest(Path path) {
        return put(BEST, folder -> CheckpointFiles.link(path, folder));
    }

    /** Proves that a checkpoint can be written and read back, with {@code contents} as a sample, and leaves nothing. */
    public void rehearse(Contents contents, Contents readBack) {
        Path path = put("rehearsal", folder -> {
            contents.writeTo(folder);
            CheckpointManifest.of(0, fingerprint, folder).write(folder);
        });
        unchecked(() -> {
            CheckpointManifest.read(path).verify(path);
            readBack.writeTo(path);
            CheckpointFiles.delete(path);
        });
    }

    /**
     * The newest whole checkpoint; damaged ones are logged and passed over.
     *
     * @throws TrainingFailure INVALID_SPEC if it was written under another fingerprint, with the differences
     */
    public Optional<Stored> newest() {
        for (Path folder : candidates()) {
            Optional<CheckpointManifest> manifest = whole(folder);
            if (manifest.isPresent()) {
                refuseOtherFingerprint(folder, manifest.get());
                return Optional.of(new Stored(manifest.get().step(), folder));
            }
        }
        return Optional.empty();
    }

    /** The best checkpoint, if there is a whole one. */
    public Optional<Stored> best() {
        Path folder = root.resolve(BEST);
        return Files.exists(folder)
                ? whole(folder).map(manifest -> new Stored(manifest.step(), folder))
                : Optional.empty();
    }

    private void refuseOtherFingerprint(Path folder, CheckpointManifest manifest) {
        List<String> differences = manifest.fingerprint().differencesTo(fingerprint);
        if (!differences.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "checkpoint " + folder + " belongs to another run and cannot be continued: "
                            + String.join("; ", differences)
                            + "; undo the change, or train into an empty output folder");
        }
    }

    private static Optional<CheckpointManifest> whole(Path folder) {
        try {
            CheckpointManifest manifest = CheckpointManifest.read(folder);
            manifest.verify(folder);
            return Optional.of(manifest);
        } catch (IOException e) {
            LOG.warn("checkpoint {} is damaged and passed over: {}", folder, e.toString());
            return Optional.empty();
        }
    }

    /** Folders of checkpoints that can be continued, newest first by the step their manifest claims. */
    private List<Path> candidates() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> isContinuable(entry.getFileName().toString()))
                    .sorted(Comparator.comparingInt(CheckpointStore::claimedStep)
                            .reversed()
                            .thenComparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isContinuable(String name) {
        return name.startsWith("step_") || name.startsWith("epoch_");
    }

    private static int claimedStep(Path folder) {
        try {
            return CheckpointManifest.read(folder).step();
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    private Path put(String name, Contents contents) {
        Path unfinished = root.resolve(UNFINISHED + name);
        Path target = root.resolve(name);
        unchecked(() -> {
            CheckpointFiles.delete(unfinished);
            Files.createDirectory(unfinished);
            contents.writeTo(unfinished);
            CheckpointFiles.sync(unfinished);
            replace(unfinished, target);
        });
        return target;
    }

    private void replace(Path unfinished, Path target) throws IOException {
        Path replaced = root.resolve(REPLACED + target.getFileName());
        CheckpointFiles.delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        CheckpointFiles.syncOne(root);
        CheckpointFiles.delete(replaced);
    }

    /** A crash between the two renames of {@link #replace} left only the older folder: it takes its name back. */
    private void clearLeftovers() throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(root)) {
            entries = listed.toList();
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            Path original = root.resolve(name.replace(REPLACED, ""));
            if (name.startsWith(REPLACED) && !Files.exists(original)) {
                Files.move(entry, original, StandardCopyOption.ATOMIC_MOVE);
            } else if (name.startsWith(REPLACED) || name.startsWith(UNFINISHED) || name.equals("rehearsal")) {
                CheckpointFiles.delete(entry);
            }
        }
    }

    private void prune() throws IOException {
        List<Path> whole = new ArrayList<>();
        for (Path folder : candidates()) {
            if (claimedStep(folder) < Integer.MAX_VALUE) {
                whole.add(folder);
            }
        }
        for (Path old : whole.subList(Math.min(keepLast, whole.size()), whole.size())) {
            CheckpointFiles.delete(old);
        }
    }

    /** An operation on files. */
    @FunctionalInterface
    private interface FileOperation {
        void run() throws IOException;
    }

    private static void unchecked(FileOperation operation) {
        try {
            operation.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

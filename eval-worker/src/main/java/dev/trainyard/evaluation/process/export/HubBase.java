package dev.trainyard.evaluation.process.export;

import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.evaluation.domain.export.ExportWatch;
import dev.trainyard.hub.FetchCancelledException;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.hub.ModelKind;
import dev.trainyard.hub.Snapshot;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Fetches the base of an adapter from its hub. Which commit that was is kept with the export: a branch may move on, but an
 * export that is begun again is made of the same files. Thread-safe.
 */
@Singleton
final class HubBase {
    private static final String PIN = "base";

    private final ModelHubs hubs;

    HubBase(ModelHubs hubs) {
        this.hubs = hubs;
    }

    /**
     * The base's folder, in the cache of its hub; empty where the export was cancelled.
     *
     * <p>Errors: as {@link ModelHubs#fetch}.
     *
     * @param base {@code owner/name}, as {@link HubReference} reads it
     * @param folder of the export
     */
    Optional<Path> fetch(String base, Path folder, ExportWatch watch) throws InterruptedException {
        try {
            Snapshot snapshot = hubs.fetch(
                    pinned(base, folder),
                    ModelKind.MODEL,
                    progress -> watch.progressed(0, "fetching " + progress.text()),
                    watch.cancelled()::isDone);
            pin(snapshot.pinned(), folder);
            return Optional.of(snapshot.folder());
        } catch (FetchCancelledException e) {
            if (watch.cancelled().isDone()) {
                return Optional.empty();
            }
            InterruptedException stopping = new InterruptedException("the service is stopping");
            stopping.initCause(e);
            throw stopping;
        }
    }

    private static HubReference pinned(String base, Path folder) {
        Path file = folder.resolve(PIN);
        try {
            String text = Files.exists(file) ? Files.readString(file) : base;
            return HubReference.parse(text)
                    .orElseThrow(() -> new IllegalStateException("\"" + text + "\" is no model on a hub"));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void pin(HubReference commit, Path folder) {
        Path file = folder.resolve(PIN);
        try {
            Path whole = Files.writeString(folder.resolve(PIN + ".new"), commit.toString());
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}

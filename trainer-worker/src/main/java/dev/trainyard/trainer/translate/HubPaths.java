package dev.trainyard.trainer.translate;

import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.hub.ModelKind;
import dev.trainyard.hub.Snapshot;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths, or ids on a hub in place of them: what such an id names is fetched when it is asked for, and which commit that
 * was is kept with the run.
 */
public final class HubPaths implements PathResolver {
    private final PathResolver local;
    private final HubPins pins;
    private final Fetch fetch;

    /** Brings a model or an adapter to this machine. */
    public interface Fetch {
        Snapshot fetch(HubReference reference, ModelKind kind);
    }

    public HubPaths(PathResolver local, HubPins pins, Fetch fetch) {
        this.local = local;
        this.pins = pins;
        this.fetch = fetch;
    }

    @Override
    public Path data(String path) {
        return local.data(path);
    }

    @Override
    public Path model(String reference) {
        return fromHub(reference, ModelKind.MODEL).orElseGet(() -> local.model(reference));
    }

    @Override
    public Path adapter(String reference) {
        return fromHub(reference, ModelKind.ADAPTER).orElseGet(() -> local.adapter(reference));
    }

    @Override
    public boolean holds(String reference) {
        return local.holds(reference);
    }

    private Optional<Path> fromHub(String written, ModelKind kind) {
        return HubReference.orPath(written, local::holds).map(reference -> {
            Snapshot snapshot = fetch.fetch(pins.pinned(reference), kind);
            pins.keep(reference, snapshot.pinned());
            return snapshot.folder();
        });
    }
}

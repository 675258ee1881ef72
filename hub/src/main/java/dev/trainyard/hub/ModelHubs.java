package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.HubReference.Hub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models and adapters from the hubs to this machine. One object per process, since it holds the locks of the
 * caches. Thread-safe.
 */
public final class ModelHubs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHubs.class);
    private static final int ATTEMPTS_WITH_A_SPARE = 2;

    private final HubSettings settings;
    private final FileLocks locks = new FileLocks();
    private final HubHttp huggingFace;
    private final HubHttp modelScope;

    public ModelHubs(HubSettings settings) {
        this.settings = settings;
        this.huggingFace = new HubHttp(settings.huggingFace(), settings.patience());
        this.modelScope = new HubHttp(settings.modelScope(), settings.patience());
    }

    /**
     * The files of a model or adapter: from the cache where they are, from the hub where not. Blocks for as long as
     * that takes.
     *
     * <p>Errors: {@link FetchCancelledException}; {@link TrainyardException} NOT_FOUND, ACCESS_DENIED, INVALID_MODEL,
     * UNAVAILABLE, CHECKSUM_MISMATCH, DISK_FULL.
     */
    public Snapshot fetch(HubReference reference, ModelKind kind, FetchListener listener, Cancellation cancellation) {
        boolean hf = reference.hub().orElse(settings.preferred()) == Hub.HF;
        Path cache = hf ? settings.huggingFaceCache() : settings.modelScopeCache();
        try {
            Repository repository = hf
                    ? new HuggingFaceRepository(reference, huggingFace, cache, locks)
                    : new ModelScopeRepository(reference, modelScope, cache, locks);
            return settings.offline()
                    ? offline(repository, kind)
                    : online(repository, kind, new Meter(reference.toString(), listener), cancellation);
        } catch (IOException e) {
            throw Disk.failure(cache, e);
        }
    }

    private static Snapshot offline(Repository repository, ModelKind kind) throws IOException {
        Optional<Repository.Cached> cached = repository.cached();
        String shown = repository.reference().toString();
        if (cached.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    shown + " is not in the cache " + repository.place()
                            + ", and HF_HUB_OFFLINE forbids to fetch it: unset it, or fetch the model beforehand");
        }
        List<String> missing = missing(cached.get(), kind);
        if (!missing.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    shown + " is not whole in the cache: " + cached.get().folder() + " lacks "
                            + String.join(", ", missing)
                            + ", and HF_HUB_OFFLINE forbids to fetch it: unset it, or fetch the model beforehand");
        }
        return new Snapshot(cached.get().folder(), cached.get().pinned());
    }

    private static List<String> missing(Repository.Cached cached, ModelKind kind) {
        return SnapshotCheck.missing(cached.folder(), kind, cached.listing());
    }

    private Snapshot online(Repository repository, ModelKind kind, Meter meter, Cancellation cancellation)
            throws IOException {
        Optional<Repository.Cached> spare =
                repository.cached().filter(here -> missing(here, kind).isEmpty());
        int attempts =
                spare.isPresent() ? ATTEMPTS_WITH_A_SPARE : settings.patience().attempts();
        Listing listing;
        try {
            listing = repository.list(Math.min(attempts, settings.patience().attempts()), cancellation);
        } catch (TrainyardException e) {
            return instead(e, spare);
        }
        Cancellation watched = () -> {
            meter.tick();
            return cancellation.requested();
        };
        String shown = repository.reference().toString();
        fetch(repository, listing, FilePlan.first(kind, listing, shown), meter, watched);
        List<RemoteFile> weights = FilePlan.weights(kind, listing, repository.folder(listing), shown);
        fetch(repository, listing, weights, meter, watched);
        note(repository, listing, kind);
        return new Snapshot(repository.folder(listing), repository.pinned(listing));
    }

    /** Of use to others, but not needed here: a cache that may only be read has all that it needs. */
    private static void note(Repository repository, Listing listing, ModelKind kind) {
        try {
            repository.complete(listing, kind);
        } catch (IOException e) {
            LOG.warn("the cache {} cannot be written: {}", repository.place(), e.toString());
        }
    }

    /** A hub that cannot be reached is no reason to fail where everything is here. */
    private static Snapshot instead(TrainyardException failure, Optional<Repository.Cached> spare) {
        if (spare.isEmpty() || failure.code() != ErrorCode.UNAVAILABLE) {
            throw failure;
        }
        LOG.warn(
                "{}; {} is taken from the cache",
                failure.getMessage(),
                spare.get().pinned());
        return new Snapshot(spare.get().folder(), spare.get().pinned());
    }

    private static void fetch(
            Repository repository, Listing listing, List<RemoteFile> files, Meter meter, Cancellation cancellation)
            throws IOException {
        List<RemoteFile> missing = new ArrayList<>();
        for (RemoteFile file : files) {
            cancellation.check();
            if (!repository.has(listing, file, cancellation)) {
                missing.add(file);
            }
        }
        long bytes = missing.stream().mapToLong(file -> file.size().orElse(0)).sum();
        meter.expect(missing.size(), bytes);
        if (!missing.isEmpty()) {
            LOG.info("fetching {} files of {}, {} bytes", missing.size(), repository.pinned(listing), bytes);
        }
        ParallelTasks.run(missing.stream()
                .<ParallelTasks.Task>map(file -> () -> repository.fetch(listing, file, meter, cancellation))
                .toList());
    }

    /** Which hubs these are, for a log. */
    @Override
    public String toString() {
        Endpoint endpoint = settings.preferred() == Hub.HF ? settings.huggingFace() : settings.modelScope();
        Path cache = settings.preferred() == Hub.HF ? settings.huggingFaceCache() : settings.modelScopeCache();
        return endpoint.base() + (endpoint.token().isPresent() ? " with a token" : " without a token")
                + (settings.offline() ? ", offline" : "") + ", cache " + cache;
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        huggingFace.close();
        modelScope.close();
    }
}

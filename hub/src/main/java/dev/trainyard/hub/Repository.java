package dev.trainyard.hub;

import dev.trainyard.contracts.spec.HubReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** One model on one hub, with its place in that hub's cache. Thread-safe. */
sealed interface Repository permits HuggingFaceRepository, ModelScopeRepository {
    /** The reference, as asked. */
    HubReference reference();

    /**
     * What it holds now.
     *
     * @param attempts how often the hub is asked before it counts as away
     *     <p>Errors: as the hub answers; UNAVAILABLE where it does not.
     */
    Listing list(int attempts, Cancellation cancellation) throws IOException;

    /** Where the files of a listing lie on this machine, or will. */
    Path folder(Listing listing);

    /** Whether a file lies there already, as the hub has it. */
    boolean has(Listing listing, RemoteFile file, Cancellation cancellation) throws IOException;

    /** Brings a file there; blocks while another process does. */
    void fetch(Listing listing, RemoteFile file, Meter meter, Cancellation cancellation) throws IOException;

    /** Everything that was wanted is there. */
    void complete(Listing listing, ModelKind kind) throws IOException;

    /** The reference with its hub and the commit of a listing. */
    HubReference pinned(Listing listing);

    /** What lies on this machine for the reference, whole or not; empty where nothing does. */
    Optional<Cached> cached() throws IOException;

    /** Where one looks for it without a hub, for messages. */
    Path place();

    /**
     * Files on this machine.
     *
     * @param listing what the repository is known to hold at that commit; empty where that was not kept
     */
    record Cached(Path folder, HubReference pinned, Optional<Listing> listing) {}
}

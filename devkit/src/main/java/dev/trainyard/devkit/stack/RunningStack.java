package dev.trainyard.devkit.stack;

import dev.trainyard.devkit.stack.StackState.Phase;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A stack in the background that answers, found by what it wrote down; what a killed one left does not count.
 *
 * @param data its data folder
 */
public record RunningStack(Path data, URI gateway) {
    /** The one that keeps its data in a folder. */
    public static Optional<RunningStack> in(Path data) {
        return StackState.read(data)
                .filter(state -> state.phase() == Phase.READY && state.alive())
                .map(state -> new RunningStack(data, URI.create(state.gateway())));
    }

    /** All that run from the jars of a checkout or installation, wherever they keep their data. */
    public static List<RunningStack> from(Path home) {
        return UseNote.folders(home).stream().flatMap(data -> in(data).stream()).toList();
    }
}

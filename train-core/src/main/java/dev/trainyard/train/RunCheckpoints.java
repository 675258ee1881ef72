package dev.trainyard.train;

import dev.trainyard.checkpoint.CheckpointStore;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.checkpoint.SafetensorsWriter;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Saves and restores a run: the weights, the optimizer's state, the state of the random numbers that dropout draws, and
 * where the loop stands. What is restored goes on bit for bit as if it had never been interrupted.
 */
final class RunCheckpoints {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String RNG = "rng_state.bin";

    private final CheckpointStore store;
    private final TrainedWeights weights;
    private final Optimizer optimizer;
    private final TrainConfig config;

    RunCheckpoints(CheckpointStore store, TrainedWeights weights, Optimizer optimizer, TrainConfig config) {
        this.store = store;
        this.weights = weights;
        this.optimizer = optimizer;
        this.config = config;
    }

    /** Proves before the first step that this run can be saved where it is to be saved, and read back. */
    void rehearse(TrainerState state) {
        store.rehearse(folder -> write(folder, state), folder -> restore(folder));
    }

    /** Saves; under the name of the epoch where one just ended. */
    Path save(TrainerState state) {
        boolean epochEnd = state.batch() == 0 && config.checkpoints().everyEpoch();
        return epochEnd
                ? store.saveEpoch(state.epoch(), state.step(), folder -> write(folder, state))
                : store.saveStep(state.step(), folder -> write(folder, state));
    }

    /** Keeps the checkpoint just saved as the best one too. */
    void markBest(Path checkpoint) {
        store.markBest(checkpoint);
    }

    /** Puts the run back to its newest whole checkpoint; empty if there is none. */
    Optional<TrainerState> restoreNewest() {
        return store.newest().map(stored -> restored(stored.path()));
    }

    /** The newest whole checkpoint, if there is one. */
    Optional<Path> lastGood() {
        return store.newest().map(CheckpointStore.Stored::path);
    }

    /** Puts only the weights back to the best checkpoint. */
    void restoreBestWeights(TrainerState state) {
        Path best = store.best()
                .filter(stored -> stored.step() == state.stopping().bestStep())
                .orElseThrow(() -> new IllegalStateException(
                        "the checkpoint of the best step " + state.stopping().bestStep() + " is gone or damaged"))
                .path();
        weights.read(best);
    }

    private void write(Path folder, TrainerState state) throws IOException {
        weights.write(folder);
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(folder.resolve(OPTIMIZER), optimizer.state(), SafetensorsWriter.PYTORCH);
        }
        Files.write(folder.resolve(RNG), Rng.global().state());
        state.write(folder);
    }

    private TrainerState restored(Path folder) {
        try {
            return restore(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainerState restore(Path folder) throws IOException {
        TrainerState state = TrainerState.read(folder, config.validation());
        weights.read(folder);
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(folder.resolve(OPTIMIZER))) {
            optimizer.restore(state.step(), file::read);
        }
        Rng.global().restore(Files.readAllBytes(folder.resolve(RNG)));
        return state;
    }
}

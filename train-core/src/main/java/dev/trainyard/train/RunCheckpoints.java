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
import java.util.List;
import java.util.Optional;

/**
 * Saves and restores a run: the weights, the optimizer's state, the state of the random numbers that dropout draws on each rank, and
 * where the loop stands. What is restored goes on bit for bit as if it had never been interrupted.
 */
final class RunCheckpoints {
    private static final String OPTIMIZER = "optimizer.safetensors";

    private final CheckpointStore store;
    private final TrainedWeights weights;
    private final Optimizer optimizer;
    private final TrainConfig config;
    private final Ranks ranks;

    RunCheckpoints(
            CheckpointStore store, TrainedWeights weights, Optimizer optimizer, TrainConfig config, Ranks ranks) {
        this.store = store;
        this.weights = weights;
        this.optimizer = optimizer;
        this.config = config;
        this.ranks = ranks;
    }

    /** Proves before the first step that this run can be saved where it is to be saved, and read back. */
    void rehearse(TrainerState state) {
        List<byte[]> random = List.of(random().state());
        store.rehearse(folder -> write(folder, state, random), folder -> restore(folder));
    }

    /**
     * Saves, on all ranks together; under the name of the epoch where one just ended.
     *
     * @param best whether to keep it as the best one too
     * @return on the first rank, which writes, the folder
     */
    Optional<Path> save(TrainerState state, boolean best) {
        List<byte[]> random = ranks.randomStates(random());
        Optional<Path> saved = Optional.empty();
        if (ranks.isFirst()) {
            Path folder = put(state, random);
            if (best) {
                store.markBest(folder);
            }
            saved = Optional.of(folder);
        }
        ranks.barrier("checkpoint");
        return saved;
    }

    private Path put(TrainerState state, List<byte[]> random) {
        boolean epochEnd = state.batch() == 0 && config.checkpoints().everyEpoch();
        return epochEnd
                ? store.saveEpoch(state.epoch(), state.step(), folder -> write(folder, state, random))
                : store.saveStep(state.step(), folder -> write(folder, state, random));
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

    private void write(Path folder, TrainerState state, List<byte[]> random) throws IOException {
        weights.write(folder);
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(folder.resolve(OPTIMIZER), optimizer.state(), SafetensorsWriter.PYTORCH);
        }
        for (int rank = 0; rank < random.size(); rank++) {
            Files.write(folder.resolve(randomFile(rank)), random.get(rank));
        }
        state.write(folder);
    }

    /** That of the device the weights are on. */
    private Rng random() {
        return Rng.global(weights.device());
    }

    private static String randomFile(int rank) {
        return rank == 0 ? "rng_state.bin" : "rng_state_" + rank + ".bin";
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
        random().restore(Files.readAllBytes(folder.resolve(randomFile(ranks.rank()))));
        return state;
    }
}

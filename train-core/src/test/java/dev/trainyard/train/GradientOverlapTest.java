package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.data.Batch;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.distributed.Rendezvous;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ranks over Gloo, as threads: gradients are on their way to the other rank before the backward pass has ended. */
class GradientOverlapTest {
    private static final int BLOCKS = 4;
    private static final int STEPS = 3;

    /** Each block has more weights than a bucket. */
    private static final String SHAPE = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 100, "hidden_size": 384,
             "intermediate_size": 1024, "num_hidden_layers": %d, "num_attention_heads": 4,
             "max_position_embeddings": 64, "rms_norm_eps": 1e-5}""".formatted(BLOCKS);

    private static final String SETTINGS = """
            "loop": {"batch_size": 2, "gradient_accumulation_steps": 2, "epochs": 9, "max_steps": %d},
            "optim": {"learning_rate": 0.001}, "checkpoints": {"every_steps": 0, "every_epoch": false}
            """.formatted(STEPS);

    @TempDir
    Path folder;

    private enum Moment {
        PASS_BEGAN,
        SUM_BEGAN,
        PASS_ENDED
    }

    private record Noted(Moment moment, long nanos) {}

    @Test
    @Tag("multiprocess")
    void blocksAreOnTheirWayBeforeTheBackwardPassHasEnded() throws Exception {
        for (List<Noted> notes : onTwoRanks()) {
            List<Moment> moments = notes.stream().map(Noted::moment).toList();
            List<Integer> within = new ArrayList<>();
            int begun = 0;
            for (Moment moment : moments) {
                begun = moment == Moment.PASS_BEGAN ? 0 : moment == Moment.SUM_BEGAN ? begun + 1 : begun;
                if (moment == Moment.PASS_ENDED) {
                    within.add(begun);
                }
            }
            assertThat(within).as("a pass of two each step").hasSize(2 * STEPS);
            for (int step = 0; step < STEPS; step++) {
                assertThat(within.get(2 * step))
                        .as("more is added to the gradients")
                        .isZero();
                assertThat(within.get(2 * step + 1))
                        .as("sums of blocks begun on the way")
                        .isGreaterThanOrEqualTo(BLOCKS);
            }
            assertThat(moments.getLast())
                    .as("the embedding is final at the end")
                    .isEqualTo(Moment.SUM_BEGAN);
        }
    }

    private List<List<Noted>> onTwoRanks() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<Noted>>> ranks = List.of(threads.submit(rank(0, port)), threads.submit(rank(1, port)));
            List<List<Noted>> notes = new ArrayList<>();
            for (Future<List<Noted>> rank : ranks) {
                notes.add(rank.get(90, TimeUnit.SECONDS));
            }
            return notes;
        }
    }

    private Callable<List<Noted>> rank(int rank, int port) throws IOException {
        Path own = Files.createDirectories(folder.resolve("rank" + rank));
        Rendezvous place = Rendezvous.of(Map.of(
                        "RANK",
                        Integer.toString(rank),
                        "WORLD_SIZE",
                        "2",
                        "MASTER_ADDR",
                        "127.0.0.1",
                        "MASTER_PORT",
                        Integer.toString(port)))
                .orElseThrow();
        return () -> {
            List<Noted> notes = new ArrayList<>();
            var config = ModelFamilies.config(new ObjectMapper().readTree(SHAPE));
            try (ProcessGroup group = ProcessGroup.join(place, Device.CPU, lost -> {});
                    TinyRun run = new TinyRun(own, SETTINGS, config, TinyRun.data(TinyRun.rows(24, 1)))) {
                run.ranks = new Ranks(new NotingGroup(group, notes));
                run.around = objective -> new NotingObjective(objective, notes);
                run.train(StopSignal.NEVER);
            }
            return notes;
        };
    }

    private record NotingObjective(Objective objective, List<Noted> notes) implements Objective {
        @Override
        public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
            notes.add(new Noted(Moment.PASS_BEGAN, System.nanoTime()));
            double loss = objective.backward(batch, scale, listener);
            notes.add(new Noted(Moment.PASS_ENDED, System.nanoTime()));
            return loss;
        }

        @Override
        public Score score(Batch batch) {
            return objective.score(batch);
        }
    }

    private record NotingGroup(ProcessGroup group, List<Noted> notes) implements ProcessGroup {
        @Override
        public Pending sum(Tensor tensor) {
            notes.add(new Noted(Moment.SUM_BEGAN, System.nanoTime()));
            return group.sum(tensor);
        }

        @Override
        public double[] sum(double... values) {
            return group.sum(values);
        }

        @Override
        public int rank() {
            return group.rank();
        }

        @Override
        public int size() {
            return group.size();
        }

        @Override
        public void broadcast(Tensor tensor) {
            group.broadcast(tensor);
        }

        @Override
        public List<String> gather(String purpose, String text) {
            return group.gather(purpose, text);
        }

        @Override
        public void fail(TrainingFailure reason) {
            group.fail(reason);
        }

        @Override
        public void close() {
            group.close();
        }
    }
}

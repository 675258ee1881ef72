package dev.trainyard.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ranks as threads of one process; they meet over the loopback interface all the same. */
class ConnectedRanksTest {
    private static final Liveness SHORT = new Liveness(
            Duration.ofMillis(50), Duration.ofMillis(1000), Duration.ofSeconds(20), Duration.ofSeconds(30));
    private static final Liveness IMPATIENT = new Liveness(
            Duration.ofMillis(50), Duration.ofMillis(1000), Duration.ofMillis(400), Duration.ofSeconds(30));
    private static final Consumer<TrainingFailure> UNHEARD = failure -> {};

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private interface Work<T> {
        T on(ProcessGroup group) throws Exception;
    }

    @Test
    void sumsBroadcastsAndTextsAreTheSameOnEveryRank() throws Exception {
        List<List<float[]>> results = onRanks(3, group -> {
            try (Scope scope = Scope.open()) {
                Tensor first = Tensor.of(new float[] {group.rank(), 10, 0.1f * group.rank()}, 3);
                Tensor second = Tensor.full(group.rank() + 1, 5000);
                Tensor mine = Tensor.full(group.rank() + 7, 2);
                Pending one = group.sum(first);
                Pending two = group.sum(second);
                one.await();
                two.await();
                group.broadcast(mine);
                assertThat(group.sum(0.5, group.rank())).containsExactly(1.5, 3);
                assertThat(group.gather("names", "rank " + group.rank())).containsExactly("rank 0", "rank 1", "rank 2");
                group.barrier("end");
                return List.of(first.floats(), second.floats(), mine.floats());
            }
        });
        for (List<float[]> result : results) {
            assertThat(result.get(0)).isEqualTo(results.get(0).get(0)).containsExactly(3, 30, 0.3f);
            assertThat(result.get(1)).hasSize(5000).containsOnly(6);
            assertThat(result.get(2)).containsOnly(7);
        }
    }

    /** What is freed twice ends the process, at the latest when the garbage collector comes. */
    @Test
    void whatTheRanksHeldIsFreedOnce() throws Exception {
        for (int round = 0; round < 12; round++) {
            onRanks(2, group -> {
                assertThat(group.sum(1)).containsExactly(2);
                return "left";
            });
            System.gc();
            Thread.sleep(20);
        }
    }

    @Test
    void gradientsAreSummedBlockByBlockAsTheyBecomeFinal() throws Exception {
        List<float[]> sums = onRanks(2, group -> {
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            for (String name : List.of("embed", "layers.0.weight", "layers.1.weight", "head")) {
                parameters.put(name, Tensor.zeros(40).requireGrad(true));
            }
            try (ParameterBuffer buffer = new ParameterBuffer(parameters, name -> true)) {
                GradientReducer reducer = new GradientReducer(group, buffer, 1);
                assertThat(reducer.begun()).isZero();
                fill(buffer, "layers.1.weight", group.rank() + 1);
                reducer.blockDone(1);
                assertThat(reducer.begun()).isEqualTo(1);
                fill(buffer, "layers.0.weight", 10 * (group.rank() + 1));
                reducer.blockDone(0);
                assertThat(reducer.begun()).isEqualTo(2);
                fill(buffer, "embed", 0.5);
                fill(buffer, "head", 4);
                reducer.finish();
                assertThat(reducer.begun()).isZero();
                return List.of("embed", "layers.0.weight", "layers.1.weight", "head").stream()
                        .map(name -> first(buffer, name))
                        .reduce(new float[0], ConnectedRanksTest::joined);
            }
        });
        assertThat(sums.get(0)).containsExactly(1, 30, 3, 8);
        assertThat(sums.get(1)).containsExactly(1, 30, 3, 8);
    }

    private static void fill(ParameterBuffer buffer, String name, double value) {
        try (Scope scope = Scope.open()) {
            Objects.requireNonNull(buffer.byName(buffer.gradients_N()).get(name))
                    .fill_(value);
        }
    }

    private static float[] first(ParameterBuffer buffer, String name) {
        try (Scope scope = Scope.open()) {
            return Objects.requireNonNull(buffer.byName(buffer.gradients_N()).get(name))
                    .narrow(0, 0, 1)
                    .floats();
        }
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void theReasonOfARankThatFailsReachesTheOthers() throws Exception {
        CompletableFuture<TrainingFailure> heard = new CompletableFuture<>();
        List<String> ends = onRanks(2, SHORT, heard::complete, group -> {
            if (group.rank() == 1) {
                group.fail(new TrainingFailure(FailureCode.DISK_FULL, "the disk is full"));
                return "failed";
            }
            assertThatThrownBy(() -> group.barrier("never")).isInstanceOf(TrainingFailure.class);
            return heard.get(5, TimeUnit.SECONDS).getMessage();
        });
        assertThat(ends.get(0)).contains("rank 1 failed: the disk is full");
        assertThat(heard.get().code()).isEqualTo(FailureCode.DISK_FULL);
    }

    @Test
    void aRankWithoutASignOfLifeIsLost() throws Exception {
        CompletableFuture<TrainingFailure> heard = new CompletableFuture<>();
        int port = freePort();
        Callable<ProcessGroup> silent = () -> ConnectedRanks.join(
                place(1, 2, port),
                Device.CPU,
                new Liveness(Duration.ofHours(1), Duration.ofHours(1), SHORT.meeting(), SHORT.operation()),
                UNHEARD);
        Future<ProcessGroup> frozen = threads.submit(silent);
        try (ProcessGroup first = ConnectedRanks.join(place(0, 2, port), Device.CPU, SHORT, heard::complete)) {
            frozen.get();
            assertThat(heard.get(10, TimeUnit.SECONDS)).hasMessageContaining("rank 1 gave no sign of life");
            assertThatThrownBy(() -> first.barrier("never")).hasMessageContaining("rank 1 gave no sign of life");
        }
    }

    @Test
    void whoeverWaitsForARankThatNeverComesIsTold() throws IOException {
        int port = freePort();
        assertThatThrownBy(() -> ConnectedRanks.join(place(0, 2, port), Device.CPU, IMPATIENT, UNHEARD))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.WORKER_LOST))
                .hasMessageContaining("only 1 of 2 processes came within 0 s");
    }

    @Test
    void twoProcessesOfOneRankAreRefused() throws Exception {
        int port = freePort();
        Callable<ProcessGroup> twin = () -> ConnectedRanks.join(place(1, 2, port), Device.CPU, SHORT, UNHEARD);
        List<Future<ProcessGroup>> twins = List.of(threads.submit(twin), threads.submit(twin));
        List<Throwable> causes = new ArrayList<>();
        try (ProcessGroup first = ConnectedRanks.join(place(0, 2, port), Device.CPU, SHORT, UNHEARD)) {
            for (Future<ProcessGroup> rank : twins) {
                try {
                    rank.get(30, TimeUnit.SECONDS).close();
                } catch (ExecutionException e) {
                    causes.add(e.getCause());
                }
            }
        }
        assertThat(causes).singleElement().satisfies(cause -> assertThat(cause).hasMessageContaining("with RANK 1"));
    }

    private <T> List<T> onRanks(int size, Work<T> work) throws Exception {
        return onRanks(size, Liveness.DEFAULT, UNHEARD, work);
    }

    private <T> List<T> onRanks(int size, Liveness liveness, Consumer<TrainingFailure> onLost, Work<T> work)
            throws Exception {
        int port = freePort();
        List<Future<T>> running = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            Rendezvous place = place(rank, size, port);
            running.add(threads.submit(() -> {
                try (ProcessGroup group = ConnectedRanks.join(place, Device.CPU, liveness, onLost)) {
                    return work.on(group);
                }
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> rank : running) {
            results.add(rank.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private static Rendezvous place(int rank, int size, int port) {
        return Rendezvous.of(Map.of(
                        "RANK", Integer.toString(rank),
                        "WORLD_SIZE", Integer.toString(size),
                        "MASTER_ADDR", "127.0.0.1",
                        "MASTER_PORT", Integer.toString(port)))
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

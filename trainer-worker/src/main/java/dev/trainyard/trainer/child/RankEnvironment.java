package dev.trainyard.trainer.child;

import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** The environment variables of the ranks of one run on this machine, as {@code torchrun} sets them. */
final class RankEnvironment {
    private final int ranks;
    private final int threads;
    private final int port;

    /** @param threads with which each rank computes */
    RankEnvironment(int ranks, int threads) {
        this.ranks = ranks;
        this.threads = threads;
        this.port = ranks == 1 ? 0 : freePort();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free for the processes of a run to meet", e);
        }
    }

    /** Of a rank; also where there is only one, since this service may have been started with such variables. */
    Map<String, String> of(int rank) {
        Map<String, String> environment = new HashMap<>(NativeOptions.environment(threads));
        environment.put("RANK", Integer.toString(rank));
        environment.put("LOCAL_RANK", Integer.toString(rank));
        environment.put("WORLD_SIZE", Integer.toString(ranks));
        environment.put("LOCAL_WORLD_SIZE", Integer.toString(ranks));
        environment.put("MASTER_ADDR", "127.0.0.1");
        environment.put("MASTER_PORT", Integer.toString(port));
        environment.put("TORCHELASTIC_USE_AGENT_STORE", "False");
        return environment;
    }
}

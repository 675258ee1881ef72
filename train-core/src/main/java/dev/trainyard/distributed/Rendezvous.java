package dev.trainyard.distributed;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which process of a run this is and where all of them meet, by the environment variables that {@code torchrun} sets.
 *
 * @param host address of rank 0's machine, {@code MASTER_ADDR}
 * @param port TCP port that is free there, {@code MASTER_PORT}
 * @param rank number of this process, from 0, {@code RANK}
 * @param worldSize number of processes, {@code WORLD_SIZE}
 * @param localRank number of this process among those of its machine, from 0, {@code LOCAL_RANK}
 * @param hostsStore whether this process holds the table in which all meet; {@code torchrun} may hold it itself
 * @param prefix of the keys in that table: one for each restart
 * @param networkInterface interface for the data, {@code GLOO_SOCKET_IFNAME}; empty = the one of the host name
 */
public record Rendezvous(
        String host,
        int port,
        int rank,
        int worldSize,
        int localRank,
        boolean hostsStore,
        String prefix,
        String networkInterface) {
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_RANKS = 4096;
    private static final String LOOPBACK = "lo";

    /**
     * What the environment says; empty where it speaks of no peers.
     *
     * @throws TrainingFailure INVALID_SPEC with every variable that is missing or wrong
     */
    public static Optional<Rendezvous> of(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        if (!environment.containsKey("WORLD_SIZE") && !environment.containsKey("RANK")) {
            return Optional.empty();
        }
        int worldSize = variables.number("WORLD_SIZE", 1, MOST_RANKS);
        int rank = variables.number("RANK", 0, Math.max(1, worldSize) - 1);
        int port = worldSize == 1 ? 1 : variables.number("MASTER_PORT", 1, HIGHEST_PORT);
        String host = worldSize == 1 ? "localhost" : variables.text("MASTER_ADDR");
        int localRank = environment.containsKey("LOCAL_RANK") ? variables.number("LOCAL_RANK", 0, MOST_RANKS) : rank;
        variables.throwIfWrong();
        if (worldSize == 1) {
            return Optional.empty();
        }
        boolean agentHolds = "True".equals(environment.get("TORCHELASTIC_USE_AGENT_STORE"));
        return Optional.of(new Rendezvous(
                host,
                port,
                rank,
                worldSize,
                localRank,
                rank == 0 && !agentHolds,
                "trainyard/" + environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0") + "/",
                environment.getOrDefault("GLOO_SOCKET_IFNAME", isLoopback(host) ? LOOPBACK : "")));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Reads variables and notes what is wrong with them. */
    private static final class Variables {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Variables(Map<String, String> environment) {
            this.environment = environment;
        }

        String text(String name) {
            String value = environment.getOrDefault(name, "").strip();
            if (value.isEmpty()) {
                problems.add(name + " is missing");
            }
            return value;
        }

        int number(String name, int least, int most) {
            String value = text(name);
            if (value.isEmpty()) {
                return least;
            }
            if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                problems.add(name + " is \"" + value + "\", expected a whole number from " + least + " to " + most);
                return least;
            }
            return Integer.parseInt(value);
        }

        void throwIfWrong() {
            if (!problems.isEmpty()) {
                throw new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        "the environment does not say which process of the run this is: " + String.join("; ", problems)
                                + "; set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, or none of them to train in"
                                + " one process");
            }
        }
    }
}

package dev.trainyard.train.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.tensor.NativeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ranks of one run, each a process with the variables that torchrun sets. */
final class RankProcesses implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Process> ranks = new ArrayList<>();
    private final List<JsonNode> lines = new ArrayList<>();
    private final BufferedReader first;

    RankProcesses(int size, Path config, Path output) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        for (int rank = 0; rank < size; rank++) {
            ProcessBuilder builder = new ProcessBuilder(command(config, output));
            builder.redirectError(
                    output.resolveSibling(output.getFileName() + ".rank" + rank).toFile());
            builder.environment().putAll(NativeOptions.environment(1));
            builder.environment()
                    .putAll(Map.of(
                            "RANK", Integer.toString(rank),
                            "LOCAL_RANK", Integer.toString(rank),
                            "WORLD_SIZE", Integer.toString(size),
                            "MASTER_ADDR", "127.0.0.1",
                            "MASTER_PORT", Integer.toString(port)));
            ranks.add(builder.start());
        }
        this.first = ranks.getFirst().inputReader();
    }

    private static List<String> command(Path config, Path output) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainMain.class.getName()));
        command.addAll(List.of("--config", config.toString(), "--output", output.toString(), "--resume"));
        return command;
    }

    /** Reads rank 0's events until one of this name. */
    void await(String event) throws IOException {
        for (String line = first.readLine(); line != null; line = first.readLine()) {
            if (line.startsWith("{")) {
                lines.add(JSON.readTree(line));
                if (lines.getLast().path("event").textValue().equals(event)) {
                    return;
                }
            }
        }
        throw new AssertionError("rank 0 ended without " + event + ": " + lines);
    }

    ProcessHandle rank(int rank) {
        return ranks.get(rank).toHandle();
    }

    /** Exit codes by rank, once all ended. */
    List<Integer> end() throws Exception {
        for (String line = first.readLine(); line != null; line = first.readLine()) {
            if (line.startsWith("{")) {
                lines.add(JSON.readTree(line));
            }
        }
        List<Integer> codes = new ArrayList<>();
        for (Process rank : ranks) {
            if (!rank.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + rank.pid() + " does not end");
            }
            codes.add(rank.exitValue());
        }
        return codes;
    }

    /** Rank 0's last event. */
    JsonNode last() {
        return lines.getLast();
    }

    /** What another rank wrote to its standard output. */
    String output(int rank) throws IOException {
        return new String(ranks.get(rank).getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        ranks.forEach(Process::destroyForcibly);
    }
}

package dev.trainyard.devkit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code train}: hands over to the trainer's own command in a JVM that is made for training. */
@Command(
        name = "train",
        description = "Trains without any service: train --config spec.yaml --output DIR.",
        mixinStandardHelpOptions = false)
final class TrainCommand implements Callable<Integer> {
    private static final String PROGRAM = "dev.trainyard.trainer.cli.TrainCommand";

    private final Session session;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path trainer = session.home().resolve("trainer-worker/target/quarkus-app");
        if (!Files.isDirectory(trainer)) {
            throw new CommandFailure(ExitCode.FAILED, "trainer-worker is not built: " + trainer + " is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-cp");
        command.add(Stream.of("app", "lib/main", "lib/boot")
                .map(folder -> trainer.resolve(folder) + "/*")
                .collect(Collectors.joining(":")));
        command.add(PROGRAM);
        command.addAll(arguments);
        return run(command);
    }

    /** Ctrl-C reaches the child as well, which then writes a checkpoint; a SIGTERM is passed on. */
    private static int run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // As train-core's NativeOptions has it for every child: idle threads sleep, and one OpenMP runtime serves all.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putIfAbsent("MKL_THREADING_LAYER", "GNU");
        Process process = builder.start();
        Thread hook = new Thread(
                () -> {
                    process.destroy();
                    process.onExit().join();
                },
                "train-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int exitCode = process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook has seen to the child already.
        }
        return exitCode;
    }
}

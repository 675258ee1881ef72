package dev.trainyard.devkit.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program on the class path of a built service, in a JVM that may hold a model.
 *
 * @param service its folder, such as {@code trainer-worker}
 * @param mainClass its full name
 */
record ServiceProgram(String service, String mainClass) {
    /**
     * The process that runs it, not started yet.
     *
     * @param home root of the product, in which the service was built
     * @throws CommandFailure if it was not
     */
    ProcessBuilder with(Path home, List<String> arguments) {
        Path built = home.resolve(service).resolve("target/quarkus-app");
        if (!Files.isDirectory(built)) {
            throw new CommandFailure(ExitCode.FAILED, service + " is not built: " + built + " is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-cp");
        command.add(Stream.of("app", "lib/main", "lib/boot")
                .map(folder -> built.resolve(folder) + "/*")
                .collect(Collectors.joining(":")));
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // As train-core's NativeOptions has it for every child: idle threads sleep, and one OpenMP runtime serves all.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putIfAbsent("MKL_THREADING_LAYER", "GNU");
        return builder;
    }
}

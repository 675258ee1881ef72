package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tensor.NativeOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our side: child JVMs, started with the options and environment that the trainer's worker gives its children. */
final class Ours {
    private static final String CHILDREN = "dev.trainyard.benchmarks.child.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;

    Ours(Settings settings) {
        this.settings = settings;
    }

    /** A run of the library that takes one optimizer step a turn. */
    Program training(String name, ObjectNode config) {
        return child(
                name, CHILDREN + "TrainTurns", entry -> true, file(name, config).toString(), output(name));
    }

    /** The same without MKL on the class path. */
    Program trainingOnOpenBlas(String name, ObjectNode config) {
        Predicate<String> withoutMkl =
                entry -> !Path.of(entry).getFileName().toString().startsWith("mkl-");
        Program program = child(
                name, CHILDREN + "TrainTurns", withoutMkl, file(name, config).toString(), output(name));
        // The library asks its class path which BLAS there is; this process has MKL on its own.
        List<String> command = new ArrayList<>(program.command());
        command.removeIf(option -> option.startsWith("-Dorg.bytedeco"));
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.put("OPENBLAS_NUM_THREADS", "1");
        return new Program(name, command, environment);
    }

    /** The library's own program, as the worker runs it. */
    Program trainMain(String name, ObjectNode config) {
        return child(
                name,
                "dev.trainyard.train.main.TrainMain",
                entry -> true,
                "--config",
                file(name, config).toString(),
                "--output",
                output(name));
    }

    Program generation(String name, Path model, Path prompts, int newTokens) {
        return child(
                name,
                CHILDREN + "GenerateTurns",
                entry -> true,
                model.toString(),
                prompts.toString(),
                Integer.toString(newTokens));
    }

    /** The model server, as deploy-worker starts it for a deployment. */
    Program server(String name, Path model, int port) {
        Path built = settings.root().resolve("deploy-worker/target/quarkus-app");
        List<String> command = command();
        command.add("-cp");
        command.add(Stream.of("app", "lib/main", "lib/boot")
                .map(folder -> built.resolve(folder) + "/*")
                .collect(Collectors.joining(File.pathSeparator)));
        command.addAll(List.of(
                "dev.trainyard.deploy.server.ModelServerMain",
                "--model",
                model.toString(),
                "--name",
                ServeRace.MODEL,
                "--port",
                Integer.toString(port)));
        return new Program(name, command, NativeOptions.environment(settings.threads()));
    }

    Program fixture(List<String> arguments) {
        return child("fixture", CHILDREN + "FixtureMain", entry -> true, arguments.toArray(String[]::new));
    }

    Program hotPieces(Path results) {
        return child("hot", CHILDREN + "HotMain", entry -> true, results.toString());
    }

    private Program child(String name, String main, Predicate<String> classPath, String... arguments) {
        List<String> command = command();
        command.add("-cp");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(classPath)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main);
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(NativeOptions.environment(settings.threads()));
        environment.put("TRAINYARD_DEVICE", settings.workload().device().name());
        environment.put("TRAINYARD_CACHE", "off");
        return new Program(name, command, environment);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(settings.childOptions());
        return command;
    }

    private Path file(String name, ObjectNode config) {
        try {
            Path file = Files.createDirectories(settings.work()).resolve(name + ".json");
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), config);
            return file;
        } catch (IOException e) {
            throw new BenchmarkFailure("the configuration of " + name + " cannot be written", e);
        }
    }

    private String output(String name) {
        return Folders.emptied(settings.work().resolve("runs").resolve(name)).toString();
    }
}

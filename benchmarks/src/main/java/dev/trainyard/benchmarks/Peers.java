package dev.trainyard.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The other side: Python programs of {@code benchmarks/peers}, in the environment that Python gives them. */
final class Peers {
    private final Settings settings;
    private final Path folder;
    private final Path python;

    Peers(Settings settings) {
        this.settings = settings;
        this.folder = settings.root().resolve("benchmarks/peers");
        this.python = settings.python().orElseGet(this::installed);
    }

    /**
     * A training that takes one optimizer step a turn.
     *
     * @param rows of an optimizer step
     * @param batch rows of a forward pass
     */
    Program training(String name, Fixture fixture, Path data, int rows, int batch, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", fixture.model().toString(),
                "--adapter", fixture.adapter().toString(),
                "--data", data.toString(),
                "--rows", Integer.toString(rows),
                "--batch", Integer.toString(batch),
                "--learning-rate", Double.toString(Training.LEARNING_RATE),
                "--device", settings.workload().device().name(),
                "--precision", settings.workload().precision().name()));
        arguments.addAll(List.of(more));
        return program(name, "train.py", arguments);
    }

    Program generation(String name, Path model, Path prompts, int newTokens) {
        return program(
                name,
                "generate.py",
                List.of(
                        "--model", model.toString(),
                        "--prompts", prompts.toString(),
                        "--new-tokens", Integer.toString(newTokens)));
    }

    private Program program(String name, String script, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(python.toString());
        command.add(folder.resolve(script).toString());
        command.addAll(arguments);
        command.addAll(List.of("--threads", Integer.toString(settings.threads())));
        return new Program(
                name,
                command,
                Map.of("OMP_NUM_THREADS", Integer.toString(settings.threads()), "PYTHONUNBUFFERED", "1"));
    }

    /** A virtual environment with the pinned requirements, set up on first use. */
    private Path installed() {
        Path environment = settings.work().resolve("python");
        Path interpreter = environment.resolve("bin/python");
        if (!Files.exists(environment.resolve("installed"))) {
            System.err.println("Setting up the Python peers in " + environment + " (some GB, some minutes) …");
            run("python3", "-m", "venv", environment.toString());
            run(
                    interpreter.toString(),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "-r",
                    folder.resolve("requirements.txt").toString());
            try {
                Files.createFile(environment.resolve("installed"));
            } catch (IOException e) {
                throw new BenchmarkFailure(environment + " cannot be written", e);
            }
        }
        return interpreter;
    }

    private static void run(String... command) {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new BenchmarkFailure(String.join(" ", command) + " ended with exit code " + code
                        + ": give --python an interpreter with the packages of benchmarks/peers/requirements.txt");
            }
        } catch (IOException e) {
            throw new BenchmarkFailure("cannot run " + command[0] + ": install Python 3, or give --python", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }
}

package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real llama.cpp: the program that the npm package node-llama-cpp ships, in the version of src/test/node's lock file,
 * installed into target once. Needs Node 20 and, the first time, npm's registry.
 */
final class LlamaCpp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path HOME = Path.of("target/llama-cpp");
    private static final long INSTALL_SECONDS = 240;
    private static final long RUN_SECONDS = 60;

    private LlamaCpp() {}

    /**
     * What llama.cpp makes of a file.
     *
     * @param tokens of each text
     * @param logProbabilities of each sequence, position and token
     */
    record Answer(List<int[]> tokens, List<double[][]> logProbabilities) {}

    static Answer ask(Path model, Optional<Path> adapter, List<String> texts, List<int[]> sequences) {
        try {
            install();
            ObjectNode request =
                    JSON.createObjectNode().put("model", model.toAbsolutePath().toString());
            adapter.ifPresent(path -> request.put("lora", path.toAbsolutePath().toString()));
            request.set("texts", JSON.valueToTree(texts));
            request.set("sequences", JSON.valueToTree(sequences));
            Path input = Files.createTempFile(HOME, "request", ".json");
            JSON.writeValue(input.toFile(), request);
            Path output = run(RUN_SECONDS, input, "node", "score.mjs");
            List<String> lines = Files.readAllLines(output);
            JsonNode answer = JSON.readTree(lines.getLast());
            Files.delete(input);
            Files.delete(output);
            return new Answer(
                    List.of(JSON.convertValue(answer.path("tokens"), int[][].class)),
                    List.of(JSON.convertValue(answer.path("log_probabilities"), double[][][].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void install() throws IOException {
        Path marker = HOME.resolve("installed");
        byte[] lock = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        Files.createDirectories(HOME);
        Files.copy(SOURCES.resolve("score.mjs"), HOME.resolve("score.mjs"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(marker) && Arrays.equals(Files.readAllBytes(marker), lock)) {
            return;
        }
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCES.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        // Without the optional packages: they are llama.cpp for other machines, and the reason why this is not "npm
        // ci",
        // which wants to know even those that a registry does not have. Versions and checksums are those of the lock
        // file all the same. Without scripts: they would build another llama.cpp.
        Files.delete(run(
                INSTALL_SECONDS,
                Path.of("/dev/null"),
                "npm",
                "install",
                "--no-save",
                "--omit=optional",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund"));
        Files.write(marker, lock);
    }

    /** Runs a program, and says what to do where it does not work; the file with what it printed. */
    private static Path run(long seconds, Path input, String... command) throws IOException {
        Path output = Files.createTempFile("llama-cpp", ".out");
        Path errors = Files.createTempFile("llama-cpp", ".err");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectInput(input.toAbsolutePath().toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    command[0] + " cannot be started: the tests against llama.cpp need Node 20 or later with npm", e);
        }
        try {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " in " + HOME.toAbsolutePath()
                        + (ended
                                ? " failed with exit code " + process.exitValue()
                                : " took more than " + seconds + " s")
                        + ". The tests against llama.cpp need npm's registry once, and Node 20 or later. It said:\n"
                        + Files.readString(output) + Files.readString(errors));
            }
            return output;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }
}

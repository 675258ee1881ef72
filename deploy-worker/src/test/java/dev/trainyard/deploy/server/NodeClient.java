package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The official OpenAI client for JavaScript, in the version of src/test/node's lock file, installed once by npm. */
final class NodeClient {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path HOME = Path.of("target/openai-client");
    private static final int SECONDS = 120;

    private NodeClient() {}

    /** What the script prints. */
    static JsonNode ask(String script, String... arguments) throws Exception {
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return ResponseShape.JSON.readTree(run(command));
    }

    private static void install() throws Exception {
        Path marker = HOME.resolve("installed");
        byte[] lock = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json", "ask.mjs", "leave.mjs")) {
            Files.copy(SOURCES.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(marker) || !Arrays.equals(Files.readAllBytes(marker), lock)) {
            run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.write(marker, lock);
        }
    }

    /** Runs a program, and says what to do where it does not work. */
    private static String run(List<String> command) throws Exception {
        Path output = Files.createTempFile("node", ".out");
        Path errors = Files.createTempFile("node", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " in " + HOME.toAbsolutePath()
                        + (ended ? " failed" : " took more than " + SECONDS + " s")
                        + ". The tests of clients need Node 20 or later and, once, npm's registry. It said:\n"
                        + Files.readString(output) + Files.readString(errors));
            }
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(
                    command.getFirst() + " cannot be started: the tests of clients need Node 20 or later with npm", e);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}

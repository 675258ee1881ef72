package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What both sides work on, made once from fixed seeds: a random Llama, a fresh adapter, rows and prompts.
 *
 * @param folder that holds them
 */
record Fixture(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MINUTES_TO_MAKE = 10;

    /** The fixture of these settings, made if it is not there. */
    static Fixture of(Settings settings) {
        Path folder = settings.work()
                .resolve(settings.workload().fixtureName() + (settings.texts().isPresent() ? "-with-texts" : ""));
        Fixture fixture = new Fixture(folder);
        if (!Files.exists(folder.resolve("made"))) {
            fixture.make(settings);
        }
        return fixture;
    }

    private void make(Settings settings) {
        Folders.emptied(folder);
        List<String> arguments = new ArrayList<>(List.of(
                settings.workload().shape().toString(),
                folder.toString(),
                Integer.toString(settings.workload().rowTokens())));
        settings.texts().ifPresent(texts -> arguments.add(texts.toString()));
        Program program = new Ours(settings).fixture(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(program.command()).inheritIO();
            builder.environment().putAll(program.environment());
            Process process = builder.start();
            if (!process.waitFor(MINUTES_TO_MAKE, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BenchmarkFailure("the fixture in " + folder + " could not be made");
            }
            Files.createFile(folder.resolve("made"));
        } catch (IOException e) {
            throw new BenchmarkFailure("the fixture in " + folder + " could not be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    Path model() {
        return folder.resolve("model");
    }

    Path adapter() {
        return folder.resolve("adapter");
    }

    /** Rows of random tokens, all of one length. */
    Path rows() {
        return folder.resolve("rows.jsonl");
    }

    /** Texts at their natural lengths. */
    Path texts() {
        return folder.resolve("texts.jsonl");
    }

    Path prompts() {
        return folder.resolve("prompts.jsonl");
    }

    /** The lengths of the rows of a file, in tokens. */
    static List<Integer> lengths(Path rows) {
        try {
            List<Integer> lengths = new ArrayList<>();
            for (String line : Files.readAllLines(rows)) {
                lengths.add(JSON.readTree(line).path("input_ids").size());
            }
            return lengths;
        } catch (IOException e) {
            throw new BenchmarkFailure(rows + " cannot be read", e);
        }
    }
}

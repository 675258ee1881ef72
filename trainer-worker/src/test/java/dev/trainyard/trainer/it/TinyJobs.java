package dev.trainyard.trainer.it;

import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Jobs that train a tiny model on token rows, below a data root. */
final class TinyJobs {
    private static final int VOCABULARY = 256;
    private static final int ROWS = 32;
    private static final int ROW_TOKENS = 48;

    private final Path dataRoot;

    TinyJobs(Path dataRoot) throws IOException {
        this.dataRoot = dataRoot;
        Path model = Files.createDirectories(dataRoot.resolve("tiny-llama"));
        for (String file : List.of("config.json", "model.safetensors")) {
            try (InputStream in = TinyJobs.class.getResourceAsStream("/tiny-llama/" + file)) {
                Files.copy(
                        java.util.Objects.requireNonNull(in), model.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(
                Files.createDirectories(dataRoot.resolve("unknown")).resolve("config.json"),
                "{\"architectures\":[\"MoonModel\"],\"model_type\":\"moon\"}");
        Random random = new Random(7);
        Files.write(
                dataRoot.resolve("rows.jsonl"),
                IntStream.range(0, ROWS).mapToObj(i -> row(random)).toList());
        Files.write(
                dataRoot.resolve("bad.jsonl"),
                List.of(row(random), "{\"input_ids\":[1,2,3],\"labels\":[-100,-100,-100]}", row(random)));
    }

    private static String row(Random random) {
        String ids = random.ints(ROW_TOKENS, 3, VOCABULARY)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        return "{\"input_ids\":[" + ids + "],\"labels\":[" + ids + "]}";
    }

    /** Done as soon as its process is up. */
    JobSpec quick() {
        return spec("tiny-llama", "rows.jsonl", 2, 0);
    }

    /** On a base that is not one of ours. */
    JobSpec onBase(String base, int steps, int checkpointEvery) {
        return steps(steps, checkpointEvery).withBase(base);
    }

    /** Takes some seconds, with a checkpoint every now and then. */
    JobSpec steps(int steps, int checkpointEvery) {
        return spec("tiny-llama", "rows.jsonl", steps, checkpointEvery);
    }

    /** The same on two ranks, with dropout, so that each has random numbers of its own. */
    JobSpec onTwoRanks(int steps, int checkpointEvery) {
        return JobSpecReader.read("""
                name: tiny
                model: {base: "%1$s/tiny-llama"}
                training_data: {path: "%1$s/rows.jsonl", format: tokens}
                hyperparameters: {learning_rate: 0.001, batch_size: 2, epochs: 100000, max_steps: %2$d, max_length: 64}
                adapter: {method: lora, r: 4, alpha: 8, dropout: 0.1}
                checkpoints: {every_steps: %3$d, every_epoch: false}
                training: {distributed: true, strategy: data_parallel, world_size: 2}
                """.formatted(dataRoot, steps, checkpointEvery));
    }

    /** The same on other processes or GPUs than most workers have. */
    JobSpec asking(int processes, int gpus, int steps) {
        return JobSpecReader.read("""
                name: tiny
                model: {base: "%1$s/tiny-llama"}
                training_data: {path: "%1$s/rows.jsonl", format: tokens}
                hyperparameters: {batch_size: 2, epochs: 100000, max_steps: %2$d, max_length: 64}
                adapter: {method: lora, r: 4, alpha: 8}
                training: {world_size: %3$d}
                resources: {gpus: %4$d}
                """.formatted(dataRoot, steps, processes, gpus));
    }

    /** Its second row has nothing to learn from. */
    JobSpec withBadRow() {
        return spec("tiny-llama", "bad.jsonl", 2, 0);
    }

    /** The cheapest job that has a process: it fails as soon as its model is looked at. */
    JobSpec ofUnknownArchitecture() {
        return spec("unknown", "rows.jsonl", 2, 0);
    }

    private JobSpec spec(String base, String rows, int steps, int checkpointEvery) {
        return JobSpecReader.read("""
                name: tiny
                model: {base: "%1$s/%5$s"}
                training_data: {path: "%1$s/%2$s", format: tokens}
                hyperparameters: {learning_rate: 0.001, batch_size: 4, epochs: 100000, max_steps: %3$d, max_length: 64}
                adapter: {method: lora, r: 4, alpha: 8}
                checkpoints: {every_steps: %4$d, every_epoch: false}
                """.formatted(dataRoot, rows, steps, checkpointEvery, base));
    }
}

package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingTest {
    @Test
    void countsTokensStepByStepAndEpochByEpoch(@TempDir Path folder) throws IOException {
        Path rows = Files.write(
                folder.resolve("rows.jsonl"),
                List.of("{\"input_ids\":[1,2,3]}", "{\"input_ids\":[1,2]}", "{\"input_ids\":[1,2,3,4]}"));
        Training training = new Training(new Fixture(folder), rows, 2, Workload.Precision.fp32);

        assertThat(training.tokens(3)).containsExactly(5L, 4L, 5L);
        assertThat(training.supervised(3)).containsExactly(3L, 3L, 3L);
    }
}

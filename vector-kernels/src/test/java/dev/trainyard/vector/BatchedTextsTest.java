package dev.trainyard.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.generate.BatchGenerator;
import dev.trainyard.generate.BatchLimits;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts of a pretrained model whose tokens are computed together. */
class BatchedTextsTest {
    private static final Path STORIES = Path.of("../train-core/src/test/resources/models/stories260k");
    private static final int[][] PROMPTS = {
        {1}, {1, 403, 407}, IntStream.range(0, 100).map(i -> 3 + i).toArray()
    };

    @Test
    void aTextIsTheSameAloneAndInCompany() {
        try (TextModel model = TextModel.load(STORIES)) {
            List<Generation> alone = IntStream.range(0, 9)
                    .mapToObj(i -> model.generate(prompt(i), sampled(i), GenerationListener.NONE))
                    .toList();
            try (BatchGenerator generator = model.batched(new BatchLimits(5, 64, 1L << 30))) {
                List<CompletableFuture<Generation>> together = IntStream.range(0, 9)
                        .mapToObj(i -> generator.submit(prompt(i), sampled(i), GenerationListener.NONE))
                        .toList();

                assertThat(together).extracting(CompletableFuture::join).isEqualTo(alone);
                BatchGenerator.Load load = generator.load();
                assertThat((double) load.tokens() / load.steps()).isGreaterThan(2);
            }
            assertThat(alone).doesNotHaveDuplicates();
        }
    }

    private static int[] prompt(int text) {
        return PROMPTS[text % PROMPTS.length];
    }

    /** Some end long before others, so that texts come and go. */
    private static SamplingConfig sampled(int text) {
        return new SamplingConfig(10 + 7 * text, 1, 0, 0.9, text, List.of());
    }
}

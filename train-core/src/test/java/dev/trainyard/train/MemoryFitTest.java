package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryFitTest {
    /** About Llama with 30 million weights. */
    private static final MemoryEstimate.Shape SHAPE =
            new MemoryEstimate.Shape(120L << 20, 30 << 20, 8 * 9000, 8, 512, 16_384);

    private static TrainConfig config(String loop) {
        return TrainConfigJson.parse("""
                {"model": {"base": "/m"}, "data": {"files": ["/d"], "max_length": 512}, "loop": {"batch_size": 16%s},
                 "optim": {"learning_rate": 0.1}}
                """.formatted(loop), "test");
    }

    private static Dataset rows(int length) {
        List<Example> rows = IntStream.range(0, 64)
                .<Example>mapToObj(
                        i -> new TokenRow(new RowOrigin(Path.of("d"), i), new int[length], new int[length], length))
                .toList();
        return new Dataset(DataFormat.TOKENS, List.of(), rows);
    }

    private static MemoryFit fit(String loop) {
        return new MemoryFit(config(loop), SHAPE, rows(512), 512);
    }

    @Test
    void whatFitsIsNotRefused() {
        long total = fit("").estimate().total();
        assertThatCode(() -> fit("").requireWithin(total)).doesNotThrowAnyException();
        assertThatThrownBy(() -> fit("").requireWithin(total - 1)).isInstanceOf(TrainingFailure.class);
    }

    @Test
    void namesTheSettingsThatMakeItFitAndTheyDo() {
        long limit = fit("").estimate().total() * 6 / 10;
        assertThatThrownBy(() -> fit("").requireWithin(limit))
                .isInstanceOfSatisfying(
                        TrainingFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .satisfies(e -> {
                    Matcher named = Pattern.compile(
                                    "gradient_checkpointing to true .*batch_size to (\\d+) with gradient_accumulation_steps (\\d+) .*max_length to (\\d+) ")
                            .matcher(e.getMessage());
                    assertThat(named.find()).as(e.getMessage()).isTrue();
                    int batch = Integer.parseInt(named.group(1));
                    int length = Integer.parseInt(named.group(3));
                    assertThat(batch * Integer.parseInt(named.group(2))).isEqualTo(16);
                    fit(", \"gradient_checkpointing\": true").requireWithin(limit);
                    new MemoryFit(smaller(batch), SHAPE, rows(512), 512).requireWithin(limit);
                    new MemoryFit(config(""), SHAPE, rows(length), length).requireWithin(limit);
                });
    }

    private static TrainConfig smaller(int batch) {
        return TrainConfigJson.parse(
                TrainConfigJson.write(config("")).replace("\"batch_size\" : 16", "\"batch_size\" : " + batch), "test");
    }

    @Test
    void saysSoWhereNothingHelps() {
        assertThatThrownBy(() -> fit("").requireWithin(1 << 20)).hasMessageContaining("take a smaller model");
        assertThatThrownBy(() -> MemoryFit.requireWeightsWithin(1 << 20, 1 << 20, false))
                .hasMessageContaining("weights of the model alone take 4 MiB")
                .hasMessageContaining("1 MiB");
        assertThatCode(() -> MemoryFit.requireWeightsWithin(1 << 20, 1 << 20, true))
                .doesNotThrowAnyException();
    }
}

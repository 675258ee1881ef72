package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryFitTest {
    /** About Llama with 30 million weights. */
    private static final MemoryEstimate.Shape SHAPE =
            new MemoryEstimate.Shape(120L << 20, 30 << 20, 30 << 20, 20 << 20, 0, 512 * 1408, 8 * 9000, 8, 512, 16_384);

    private static final String LORA = "}, \"lora\": {\"r\": 8";
    private static final String LORA_BF16 = ", \"precision\": \"bf16\"" + LORA;
    private static final String QLORA = LORA + ", \"quantization\": {}";

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
        return new MemoryFit(config(loop), SHAPE, rows(512), 512, Device.CPU);
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
                    new MemoryFit(smaller(batch), SHAPE, rows(512), 512, Device.CPU).requireWithin(limit);
                    new MemoryFit(config(""), SHAPE, rows(length), length, Device.CPU).requireWithin(limit);
                });
    }

    private static TrainConfig smaller(int batch) {
        return TrainConfigJson.parse(
                TrainConfigJson.write(config("")).replace("\"batch_size\" : 16", "\"batch_size\" : " + batch), "test");
    }

    @Test
    void saysSoWhereNothingHelps() {
        assertThatThrownBy(() -> fit("").requireWithin(1 << 20)).hasMessageContaining("take a smaller model");
    }

    @Test
    void whatCannotBeLoadedIsRefusedBeforeItIs() {
        long million = 1 << 20;
        assertThatThrownBy(() -> MemoryFit.requireWeightsWithin(million / 4, million, config(""), false))
                .hasMessageContaining("weights of the model alone take 4 MiB")
                .hasMessageContaining("take a smaller model");
        assertThatThrownBy(() -> MemoryFit.requireWeightsWithin(million, million, config(LORA), false))
                .hasMessageContaining("take 4 MiB of memory, but the run may take 1 MiB")
                .hasMessageContaining("set adapter.method to qlora (about 1 MiB)");
        assertThatThrownBy(() -> MemoryFit.requireWeightsWithin(million, million, config(LORA_BF16), false))
                .hasMessageContaining("take 2 MiB");
        assertThatCode(() -> MemoryFit.requireWeightsWithin(million, million, config(QLORA), false))
                .doesNotThrowAnyException();
        assertThatCode(() -> MemoryFit.requireWeightsWithin(million, million, config(LORA), true))
                .doesNotThrowAnyException();
    }

    @Test
    void namesFourBitsWhereAnAdapterFitsOnThemAlone() {
        MemoryEstimate.Shape adapted = SHAPE.withAdapter(8);
        long total = new MemoryFit(config(LORA), adapted, rows(128), 128, Device.CPU)
                .estimate()
                .total();
        long limit = total - (40L << 20);

        assertThatThrownBy(() -> new MemoryFit(config(LORA), adapted, rows(128), 128, Device.CPU).requireWithin(limit))
                .hasMessageContaining("or adapter.method to qlora (about ")
                .hasMessageNotContaining("method to lora");
        assertThatCode(() -> new MemoryFit(config(QLORA), adapted.quantized(4), rows(128), 128, Device.CPU)
                        .requireWithin(limit))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new MemoryFit(config(QLORA), adapted.quantized(4), rows(128), 128, Device.CPU)
                        .requireWithin(300L << 20))
                .hasMessageNotContaining("qlora");
        assertThatThrownBy(() -> new MemoryFit(config(""), SHAPE, rows(128), 128, Device.CPU).requireWithin(limit))
                .hasMessageContaining("adapter.method to qlora with r 8");
    }

    @Test
    void judgesAQuantisedModelBeforeThereIsOne() {
        try (LanguageModel full = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE);
                LanguageModel packed = ModelFamilies.load(
                        Fixtures.LLAMA,
                        LayerDecorator.NONE,
                        new Placement(Device.CPU, Optional.of(Nf4Config.standard())))) {
            long judged = MemoryEstimate.Shape.of(full.parameters().all(), Map.of(), 256)
                    .quantized(4)
                    .weightBytes();
            // The tables of codes count only where matrices are as small as these.
            Map<String, Tensor> held = new HashMap<>(packed.parameters().all());
            held.keySet().removeIf(name -> name.endsWith("quant_map"));
            long bytes = MemoryEstimate.Shape.of(held, Map.of(), 256).weightBytes();

            assertThat((double) judged).isCloseTo(bytes, withinPercentage(2));
        }
    }
}

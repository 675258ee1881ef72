package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with trajectories of torch.optim, and with rates of transformers' {@code get_scheduler}. */
class OptimizersTest {
    private static final JsonNode GOLDEN = Fixtures.json(Fixtures.OPTIM);

    static List<String> cases() {
        return StreamSupport.stream(GOLDEN.path("cases").spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    private static JsonNode golden(String name) {
        return StreamSupport.stream(GOLDEN.path("cases").spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A parameter with weight decay and one without. */
    private static final class Weights implements AutoCloseable {
        private final Map<String, Tensor> parameters = new LinkedHashMap<>();
        private final ParameterBuffer buffer;
        private final Optimizer optimizer;

        Weights(JsonNode settings) {
            double[] start = Fixtures.doubles(GOLDEN.path("start"));
            parameters.put("fc.weight", Tensor.of(floats(start, 0, 8), 2, 4).requireGrad(true));
            parameters.put("fc.bias", Tensor.of(floats(start, 8, 12)).requireGrad(true));
            this.buffer = new ParameterBuffer(parameters, WeightDecay::appliesTo);
            this.optimizer = Optimizers.of(config(settings), buffer);
        }

        private static TrainConfig.Optim config(JsonNode settings) {
            return TrainConfigJson.parse(
                            "{\"model\": {\"base\": \"/m\"}, \"data\": {\"files\": [\"/d\"]}, \"optim\": " + settings
                                    + "}",
                            "test")
                    .optim();
        }

        void step(int index, double rate) {
            double[] gradient = Fixtures.doubles(GOLDEN.path("gradients").get(index));
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                Map<String, Tensor> gradients = buffer.byName(buffer.gradients_N());
                tensor(gradients, "fc.weight").copy_(Tensor.of(floats(gradient, 0, 8), 2, 4));
                tensor(gradients, "fc.bias").copy_(Tensor.of(floats(gradient, 8, 12)));
            }
            optimizer.step(rate);
        }

        float[] values() {
            float[] all = new float[12];
            System.arraycopy(tensor(parameters, "fc.weight").floats(), 0, all, 0, 8);
            System.arraycopy(tensor(parameters, "fc.bias").floats(), 0, all, 8, 4);
            return all;
        }

        @Override
        public void close() {
            optimizer.close();
            buffer.close();
        }
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    private static float[] floats(double[] values, int from, int to) {
        float[] part = new float[to - from];
        IntStream.range(from, to).forEach(i -> part[i - from] = (float) values[i]);
        return part;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void twelveStepsFollowTorch(String name) {
        JsonNode golden = golden(name);
        double rate = golden.path("settings").path("learning_rate").asDouble();
        try (Scope scope = Scope.open();
                Weights weights = new Weights(golden.path("settings"))) {
            for (int i = 0; i < golden.path("values").size(); i++) {
                weights.step(i, rate);
                double[] expected = Fixtures.doubles(golden.path("values").get(i));
                assertThat(weights.values())
                        .as("after step %d", i + 1)
                        .containsExactly(floats(expected, 0, 12), within(1e-6f));
            }
            assertThat(weights.optimizer.steps()).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void restoredStateContinuesBitForBit(String name) {
        JsonNode settings = golden(name).path("settings");
        try (Scope scope = Scope.open();
                Weights whole = new Weights(settings);
                Weights after = new Weights(settings)) {
            IntStream.range(0, 5).forEach(i -> whole.step(i, 0.01));
            Map<String, Tensor> saved = new HashMap<>();
            try (NoGrad guard = NoGrad.open()) {
                whole.optimizer.state().forEach((key, tensor) -> saved.put(key, tensor.copy()));
                after.parameters.forEach((key, parameter) -> parameter.copy_(tensor(whole.parameters, key)));
            }
            after.optimizer.restore(5, key -> tensor(saved, key));
            IntStream.range(5, 12).forEach(i -> {
                whole.step(i, 0.01);
                after.step(i, 0.01);
            });
            assertThat(after.values()).isEqualTo(whole.values());
        }
    }

    static List<JsonNode> schedules() {
        return StreamSupport.stream(GOLDEN.path("schedules").spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void ratesAreThoseOfTransformers(JsonNode golden) {
        int total = golden.path("total_steps").asInt();
        LearningRateSchedule schedule = new LearningRateSchedule(
                LearningRateSchedule.Shape.named(golden.path("scheduler").asText()),
                0.005,
                golden.path("warmup_steps").asInt(),
                total);
        assertThat(IntStream.rangeClosed(1, total).mapToDouble(schedule::rate).toArray())
                .containsExactly(Fixtures.doubles(golden.path("rates")), within(1e-12));
    }
}

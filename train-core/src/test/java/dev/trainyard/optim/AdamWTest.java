package dev.trainyard.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Compares with libtorch's own AdamW and gradient clipping. */
class AdamWTest {
    private static final double DECAY = 0.1;
    private static final long[] SHAPE = {7, 5};

    private final Random random = new Random(1);

    @Test
    void tenStepsMatchTheAdamWOfLibtorch() {
        NativeLibraries.load();
        float[] start = noise(35);
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> own = Map.of("q_proj.weight", trained(start));
            org.bytedeco.pytorch.Tensor theirs = reference(start);
            AdamWOptions options = new AdamWOptions(1e-2);
            options.weight_decay().put(DECAY);
            TensorVector vector = new TensorVector(theirs);
            try (ParameterBuffer buffer = new ParameterBuffer(own, WeightDecay::appliesTo);
                    AdamW adamW = new AdamW(buffer, DECAY);
                    org.bytedeco.pytorch.AdamW reference = new org.bytedeco.pytorch.AdamW(vector, options)) {
                for (int step = 0; step < 10; step++) {
                    float[] gradient = noise(35);
                    parameter(own, "q_proj.weight")
                            .mul(Tensor.of(gradient, SHAPE))
                            .sum()
                            .backward();
                    theirs.mutable_grad().put(reference(gradient).detach());
                    double norm = GradientNorm.of(buffer);
                    assertThat(norm).isCloseTo(torch.clip_grad_norm_(vector, 0.5), within(1e-5));
                    GradientNorm.clip(buffer, norm, 0.5);
                    adamW.step(1e-2);
                    reference.step();
                    assertThat(parameter(own, "q_proj.weight").floats()).containsExactly(floats(theirs), within(1e-6f));
                }
            }
        }
    }

    @Test
    void decayLeavesBiasesAndNormsAlone() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        try (Scope scope = Scope.open()) {
            for (String name :
                    new String[] {"model.norm.weight", "fc.weight", "fc.bias", "ln_1.weight", "x.q_norm.weight"}) {
                parameters.put(name, Tensor.ones(3).requireGrad(true));
            }
            try (ParameterBuffer buffer = new ParameterBuffer(parameters, WeightDecay::appliesTo);
                    AdamW adamW = new AdamW(buffer, DECAY)) {
                adamW.step(1.0);
                parameters.forEach((name, tensor) ->
                        assertThat(tensor.floats()).as(name).containsOnly(name.equals("fc.weight") ? 0.9f : 1f));
            }
        }
    }

    @Test
    void parametersKeepTheirValuesAndGatherGradientsInTheBuffer() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            parameters.put("b.bias", Tensor.of(new float[] {5, 6, 7}).requireGrad(true));
            parameters.put("a.weight", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).requireGrad(true));
            try (ParameterBuffer buffer = new ParameterBuffer(parameters, WeightDecay::appliesTo)) {
                Tensor a = parameter(parameters, "a.weight");
                Tensor b = parameter(parameters, "b.bias");
                assertThat(a.shape()).containsExactly(2, 2);
                assertThat(a.floats()).containsExactly(1, 2, 3, 4);
                assertThat(b.floats()).containsExactly(5, 6, 7);
                a.sum().add(b.mul(2).sum()).backward();
                a.sum().backward();
                assertThat(GradientNorm.of(buffer)).isCloseTo(Math.sqrt(4 * 4 + 3 * 4), within(1e-6));
                assertThat(parameter(buffer.byName(buffer.gradients_N()), "a.weight")
                                .floats())
                        .containsOnly(2);
                buffer.clearGradients();
                assertThat(GradientNorm.of(buffer)).isZero();
                assertThat(a.grad().orElseThrow().floats()).containsOnly(0);
            }
        }
    }

    @Test
    void restoredStateContinuesBitForBit() {
        try (Scope scope = Scope.open()) {
            float[] start = noise(35);
            float[] first = noise(35);
            float[] second = noise(35);
            Map<String, Tensor> whole = Map.of("w.weight", trained(start));
            Map<String, Tensor> resumed = Map.of("w.weight", trained(start));
            try (ParameterBuffer a = new ParameterBuffer(whole, name -> true);
                    ParameterBuffer b = new ParameterBuffer(resumed, name -> true);
                    AdamW undisturbed = new AdamW(a, DECAY);
                    AdamW before = new AdamW(b, DECAY);
                    AdamW after = new AdamW(b, DECAY)) {
                step(whole, undisturbed, first);
                step(resumed, before, first);
                Map<String, Tensor> state = before.state();
                after.restore(before.steps(), name -> parameter(state, name));
                step(whole, undisturbed, second);
                step(resumed, after, second);
                assertThat(parameter(whole, "w.weight").sameAs(parameter(resumed, "w.weight")))
                        .isTrue();
            }
        }
    }

    @Test
    void aFrozenParameterIsRefused() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> new ParameterBuffer(Map.of("w", Tensor.ones(2)), name -> true))
                    .hasMessageContaining("w is not to be trained");
        }
    }

    private static void step(Map<String, Tensor> parameters, AdamW adamW, float[] gradient) {
        parameter(parameters, "w.weight").mul(Tensor.of(gradient, SHAPE)).sum().backward();
        adamW.step(1e-2);
    }

    private static Tensor trained(float[] values) {
        return Tensor.of(values, SHAPE).requireGrad(true);
    }

    private static Tensor parameter(Map<String, Tensor> parameters, String name) {
        Tensor parameter = parameters.get(name);
        return Objects.requireNonNull(parameter);
    }

    private static org.bytedeco.pytorch.Tensor reference(float[] values) {
        return torch.tensor(values).view(SHAPE).set_requires_grad(true);
    }

    private static float[] floats(org.bytedeco.pytorch.Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.detach().contiguous().data_ptr_float().get(values);
        return values;
    }

    private float[] noise(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}

package dev.trainyard.adapter;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A LoRA adapter of one model: made empty, given to the construction of the model, then trained, saved or merged.
 *
 * <p>Its weights are named {@code <module>.lora_A.weight} (R, in) and {@code <module>.lora_B.weight} (out, R). A
 * starts uniform within ±1/√in, which is PEFT's kaiming_uniform(a=√5), and B zero, so that the model starts unchanged.
 * Memory: owns its weights, not the model's; to be closed. Not thread-safe.
 */
public final class LoraAdapter implements LayerDecorator, AutoCloseable {
    private final LoraConfig config;
    private final Rng rng;
    private final Parameters parameters = new Parameters();
    private final Map<String, LoraLinear> adapted = new LinkedHashMap<>();
    private final List<String> seen = new ArrayList<>();
    private boolean transposed;

    /** An adapter whose first weights follow from the seed. */
    public LoraAdapter(LoraConfig config, long seed) {
        this.config = config;
        this.rng = Rng.seeded(seed);
    }

    /** Rank, scale, dropout and targets. */
    public LoraConfig config() {
        return config;
    }

    /** The adapter's own weights, all trainable. */
    public Parameters parameters() {
        return parameters;
    }

    /** The names of the adapted linear maps, in the model's order. */
    public List<String> modules() {
        return List.copyOf(adapted.keySet());
    }

    /** Whether maps are adapted whose weight the model stores as (in, out); PEFT calls it {@code fan_in_fan_out}. */
    public boolean adaptsTransposed() {
        return transposed;
    }

    @Override
    public Layers decorate(Layers base) {
        if (!seen.isEmpty()) {
            throw new IllegalStateException("an adapter belongs to one model");
        }
        return new AdaptedLayers(base);
    }

    @Override
    public void complete() {
        List<String> missed = config.targetsAllLinear()
                ? List.of()
                : config.targetModules().stream()
                        .filter(target ->
                                adapted.keySet().stream().noneMatch(module -> LoraConfig.names(target, module)))
                        .toList();
        if (!missed.isEmpty() || adapted.isEmpty()) {
            List<String> known = seen.stream()
                    .map(module -> module.substring(module.lastIndexOf('.') + 1))
                    .distinct()
                    .toList();
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "LoRA: target_modules " + missed + " are no linear layers of this model: use some of " + known
                            + ", or " + LoraConfig.ALL_LINEAR);
        }
    }

    /**
     * Adds the updates to the model's own weights, which then answer alone; for export. Precision: equal to the
     * unmerged model up to rounding.
     */
    public void merge() {
        adapted.values().forEach(LoraLinear::merge);
    }

    @Override
    public void close() {
        parameters.close();
        rng.close();
    }

    private Projection adapt(String module, Projection base, int in, int out, Mode mode) {
        Tensor a_RI;
        try (NoGrad guard = NoGrad.open()) {
            double bound = 1 / Math.sqrt(in);
            a_RI = Tensor.empty(DType.FLOAT32, config.r(), in).uniform_(-bound, bound, rng);
        }
        parameters.add(module + ".lora_A.weight", a_RI).requireGrad(true);
        Tensor b_OR = parameters.add(module + ".lora_B.weight", Tensor.zeros(out, config.r()));
        b_OR.requireGrad(true);
        var linear = new LoraLinear(base, a_RI, b_OR, config, mode);
        adapted.put(module, linear);
        return linear;
    }

    private final class AdaptedLayers implements Layers {
        private final Layers base;

        AdaptedLayers(Layers base) {
            this.base = base;
        }

        @Override
        public Tensor weight(String key, Initial initial, long... shape) {
            return base.weight(key, initial, shape);
        }

        @Override
        public Projection linear(String module, int in, int out, boolean bias) {
            Projection linear = base.linear(module, in, out, bias);
            seen.add(module);
            return isTarget(module) ? adapt(module, linear, in, out, mode()) : linear;
        }

        @Override
        public Projection transposedLinear(String module, int in, int out) {
            Projection linear = base.transposedLinear(module, in, out);
            seen.add(module);
            if (!isTarget(module)) {
                return linear;
            }
            transposed = true;
            return adapt(module, linear, in, out, mode());
        }

        @Override
        public Projection head(String module, int in, int out) {
            Projection head = base.head(module, in, out);
            seen.add(module);
            return isNamed(module) ? adapt(module, head, in, out, mode()) : head;
        }

        private boolean isTarget(String module) {
            return config.targetsAllLinear() || isNamed(module);
        }

        private boolean isNamed(String module) {
            return config.targetModules().stream().anyMatch(target -> LoraConfig.names(target, module));
        }

        @Override
        public Parameters parameters() {
            return base.parameters();
        }

        @Override
        public Mode mode() {
            return base.mode();
        }
    }
}

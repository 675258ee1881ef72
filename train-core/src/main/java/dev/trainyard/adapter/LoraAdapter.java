package dev.trainyard.adapter;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A LoRA adapter of one model: made empty, given to the construction of the model, then trained, saved or merged.
 *
 * <p>Its weights are named {@code <module>.lora_A.weight} (R, in) and {@code <module>.lora_B.weight} (out, R). A
 * starts uniform within ±1/√in, which is PEFT's kaiming_uniform(a=√5), and B zero, so that the model starts unchanged.
 * DoRA has {@code <module>.lora_magnitude_vector} (out) beside them, which starts as the lengths of the weight's rows.
 * Modules that are trained as a whole have copies of their weights here, under the model's names; they start from the
 * model's. Memory: owns its weights, not the model's; to be closed. Not thread-safe.
 */
public final class LoraAdapter implements LayerDecorator, AutoCloseable {
    /** PEFT names both in every adapter of a classifier, which has one of them. */
    private static final Set<String> CLASSIFIER_HEADS = Set.of("classifier", "score");

    private final LoraConfig config;
    private final Rng rng;
    private final Parameters parameters = new Parameters();
    private final Map<String, AdaptedLinear> adapted = new LinkedHashMap<>();
    private final Map<String, Copied> copied = new LinkedHashMap<>();
    private final Set<String> linear = new LinkedHashSet<>();
    private @Nullable Parameters model;
    private boolean headSeen;
    private boolean embeddingSaved;
    private boolean transposed;

    /** A weight of the model, and the copy that is trained in its place. */
    private record Copied(Tensor original, Tensor copy) {}

    /** An adapter whose first weights follow from the seed. */
    public LoraAdapter(LoraConfig config, long seed) {
        this.config = config;
        this.rng = Rng.seeded(seed);
    }

    /** Rank, scale, dropout and targets. */
    public LoraConfig config() {
        return config;
    }

    /** The adapter's own weights, those of modules trained as a whole among them, all trainable. */
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

    /**
     * The targets in a form that chooses exactly the adapted maps of this model without {@code all-linear}, which not
     * every reader knows: by the last parts of their names where that is enough, else in full.
     */
    public TargetModules namedTargets() {
        if (!config.targets().allLinear()) {
            return config.targets();
        }
        TargetModules ends = config.targets()
                .withNames(modules().stream()
                        .map(LoraAdapter::lastPart)
                        .distinct()
                        .sorted()
                        .toList());
        boolean exact = linear.stream()
                .filter(module -> !saves(module))
                .allMatch(module -> ends.select(module, false) == adapted.containsKey(module));
        return exact ? ends : config.targets().withNames(modules());
    }

    private static String lastPart(String module) {
        return module.substring(module.lastIndexOf('.') + 1);
    }

    @Override
    public Layers decorate(Layers base) {
        if (!linear.isEmpty()) {
            throw new IllegalStateException("an adapter belongs to one model");
        }
        model = base.parameters();
        return new AdaptedLayers(base, this);
    }

    @Override
    public void complete() {
        var problems = new ArrayList<String>();
        List<String> missed = config.targets().allLinear()
                ? List.of()
                : config.targets().wanted().unmatched(List.copyOf(linear));
        if (!missed.isEmpty() || adapted.isEmpty()) {
            List<String> known =
                    linear.stream().map(LoraAdapter::lastPart).distinct().toList();
            problems.add("target_modules " + missed + " are no linear layers of this model: use some of " + known
                    + ", or " + LoraConfig.ALL_LINEAR);
        }
        List<String> unsaved = unsaved();
        if (!unsaved.isEmpty()) {
            problems.add("modules_to_save " + unsaved + " are no modules of this model: give names such as score, or"
                    + " leave them out");
        }
        if (embeddingSaved && !headSeen) {
            problems.add("modules_to_save names an embedding of a model without a head of its own, which may share it:"
                    + " leave it out, or train all weights");
        }
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_SPEC, "LoRA: " + String.join("; ", problems));
        }
    }

    private List<String> unsaved() {
        List<String> unsaved = config.modulesToSave().stream()
                .filter(name -> copied.keySet().stream().noneMatch(key -> LoraConfig.saves(name, moduleOf(key))))
                .toList();
        return !copied.isEmpty() && CLASSIFIER_HEADS.containsAll(unsaved) ? List.of() : unsaved;
    }

    /**
     * What of the config chooses nothing in this model, once it is built: exclusions, and patterns of ranks and
     * alphas. Harmless in an adapter that came with its model; a slip of the pen in a new one.
     */
    public List<String> unused() {
        var unused = new ArrayList<String>();
        config.targets()
                .excluded()
                .unmatched(List.copyOf(linear))
                .forEach(name -> unused.add("exclude_modules " + name));
        unusedKeys(config.rankPattern()).forEach(key -> unused.add("rank_pattern " + key));
        unusedKeys(config.alphaPattern()).forEach(key -> unused.add("alpha_pattern " + key));
        return unused;
    }

    private List<String> unusedKeys(Map<String, ?> pattern) {
        return pattern.keySet().stream()
                .filter(key -> adapted.keySet().stream().noneMatch(module -> LoraConfig.keyMatches(key, module)))
                .toList();
    }

    /**
     * Adds the updates to the model's own weights, which then answer alone; for export. Modules trained as a whole
     * take the place of the model's. Weights in four bits stay so, and the updates are added each time they are turned
     * back: the adapter is then to be closed after the model. Precision: equal to the unmerged model up to rounding.
     */
    public void merge() {
        adapted.values().forEach(AdaptedLinear::merge);
        try (NoGrad guard = NoGrad.open()) {
            copied.values().forEach(weight -> weight.original.copy_(weight.copy));
        }
    }

    @Override
    public void close() {
        parameters.close();
        rng.close();
    }

    boolean saves(String module) {
        return config.saves(module);
    }

    /** What the model gets as this weight: a trained copy if its module is saved. */
    Tensor weight(String key, Tensor original) {
        String module = moduleOf(key);
        if (!saves(module)) {
            return original;
        }
        embeddingSaved |= original.dim() > 1 && !linear.contains(module);
        Tensor copy;
        try (NoGrad guard = NoGrad.open()) {
            copy = Tensor.zeros(DType.FLOAT32, original.device(), original.shape())
                    .copy_(original);
        }
        parameters.add(key, copy).requireGrad(true);
        copied.put(key, new Copied(original, copy));
        return copy;
    }

    private static String moduleOf(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('.')));
    }

    /** Notes a linear map that the model asks for. */
    void see(String module, boolean head) {
        linear.add(module);
        headSeen |= head;
    }

    /** The map adapted if it is a target, else itself. */
    Projection linear(String module, Projection base, Mode mode) {
        return config.targets().select(module, false) ? adapt(module, base, mode) : base;
    }

    Projection transposed(String module, Projection base, Mode mode) {
        Projection answering = linear(module, base, mode);
        transposed |= answering != base;
        return answering;
    }

    Projection head(String module, Projection base, Mode mode) {
        return config.targets().select(module, true) ? adapt(module, base, mode) : base;
    }

    private Projection adapt(String module, Projection base, Mode mode) {
        LoraConfig own = config.of(module);
        Tensor a_RI;
        Device device = model == null ? Device.CPU : model.device();
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            double bound = 1 / Math.sqrt(base.inFeatures());
            // Drawn on the CPU, so that the first weights do not depend on the device.
            a_RI = Tensor.empty(DType.FLOAT32, Device.CPU, own.r(), base.inFeatures())
                    .uniform_(-bound, bound, rng)
                    .to(device)
                    .keep();
        }
        parameters.add(module + ".lora_A.weight", a_RI).requireGrad(true);
        Tensor b_OR = parameters.add(
                module + ".lora_B.weight", Tensor.zeros(DType.FLOAT32, device, base.outFeatures(), own.r()));
        b_OR.requireGrad(true);
        AdaptedLinear linear =
                own.dora() ? dora(module, base, a_RI, b_OR, mode) : new LoraLinear(base, a_RI, b_OR, own, mode);
        adapted.put(module, linear);
        return linear;
    }

    private DoraLinear dora(String module, Projection base, Tensor a_RI, Tensor b_OR, Mode mode) {
        if (!(base instanceof StoredLinear stored)) {
            throw new IllegalStateException(module + " has no weight of its own to take the row lengths of");
        }
        Tensor magnitude_O;
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            magnitude_O = stored.weight().inFullPrecision().norm(1).keep();
        }
        parameters.add(module + ".lora_magnitude_vector", magnitude_O).requireGrad(true);
        return new DoraLinear(stored, new DoraLinear.Update(a_RI, b_OR, magnitude_O), config.of(module), mode);
    }
}

package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Linear;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.quantization.Nf4;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.quantization.Nf4Weight;
import dev.trainyard.quantization.QuantizedMaps;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Layers with the weights of a checkpoint, as float32, or in four bits where they are stored so or shall become so. What
 * does not fit is gathered and told at the end.
 */
public final class CheckpointLayers implements Layers {
    private static final int LISTED = 20;

    private final StoredWeights files;
    private final Map<String, String> stored = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final Parameters parameters = new Parameters();
    private final Mode mode = new Mode();
    private final List<String> problems = new ArrayList<>();
    private final Placement placement;
    private final QuantizedMaps quantized = new QuantizedMaps(parameters);

    /** Reads weights as they are stored. */
    public CheckpointLayers(StoredWeights files, UnaryOperator<String> canonical) {
        this(files, canonical, Placement.CPU);
    }

    /**
     * Reads from these, which the caller closes after {@link #complete}.
     *
     * @param canonical the name that the model asks by, of a name in the files
     * @param placement a quantisation in it is for linear maps that the files hold in full; the head stays as it is
     */
    public CheckpointLayers(StoredWeights files, UnaryOperator<String> canonical, Placement placement) {
        this.files = files;
        this.placement = placement;
        for (String name : files.names()) {
            String other = stored.putIfAbsent(canonical.apply(name), name);
            if (other != null) {
                problems.add("\"" + name + "\" and \"" + other + "\" are the same weight");
            }
        }
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        // An empty one with as many dimensions as asked for stands in until complete() refuses the model.
        return parameters.add(
                key,
                fitting(key, shape)
                        .map(this::read)
                        .orElseGet(() -> Tensor.zeros(DType.FLOAT32, placement.device(), new long[shape.length])));
    }

    /** The name it is stored by, if it is there and as the model wants it. */
    private Optional<String> fitting(String key, long... shape) {
        asked.add(key);
        String name = stored.get(key);
        if (name == null) {
            problems.add("missing \"" + key + "\" of shape " + Arrays.toString(shape));
        } else if (Nf4Files.hold(key, stored.keySet())) {
            problems.add("\"" + name + "\" is stored in 4 bits, but it is to be trained, or is no linear map: leave it"
                    + " out of modules_to_save, or use the model before it was quantised");
        } else if (!Arrays.equals(files.shape(name), shape)) {
            problems.add("\"" + name + "\" has shape " + Arrays.toString(files.shape(name)) + ", config.json says "
                    + Arrays.toString(shape));
        } else {
            return Optional.of(name);
        }
        return Optional.empty();
    }

    /** Whether the checkpoint has a weight that the model asks for by this name. */
    public boolean has(String key) {
        return stored.containsKey(key);
    }

    @Override
    public Projection linear(String module, int in, int out, boolean bias) {
        return quantized(module, in, out, false, isToQuantize(module))
                .map(weight -> quantized(module, weight, bias, false))
                .orElseGet(() -> placement.passing()
                        ? passing(module, false, bias, in, out)
                        : Layers.super.linear(module, in, out, bias));
    }

    @Override
    public Projection transposedLinear(String module, int in, int out) {
        return quantized(module, in, out, true, isToQuantize(module))
                .map(weight -> quantized(module, weight, true, true))
                .orElseGet(() -> placement.passing()
                        ? passing(module, true, true, in, out)
                        : Layers.super.transposedLinear(module, in, out));
    }

    @Override
    public Projection head(String module, int in, int out, boolean bias) {
        return quantized(module, in, out, false, false)
                .map(weight -> quantized(module, weight, bias, false))
                .orElseGet(() -> Linear.of(this, module, in, out, bias));
    }

    private StoredLinear passing(String module, boolean transposed, boolean bias, int in, int out) {
        long[] shape = transposed ? new long[] {in, out} : new long[] {out, in};
        String name = fitting(module + ".weight", shape).orElse("");
        StoredWeights lasting = files.lasting();
        return new PassingLinear(
                () -> transposed ? present(lasting, name).transpose(0, 1) : present(lasting, name),
                bias ? Optional.of(weight(module + ".bias", Initial.ZEROS, out)) : Optional.empty(),
                in,
                out);
    }

    private boolean isToQuantize(String module) {
        return placement.quantization().filter(config -> !config.skips(module)).isPresent();
    }

    private Projection quantized(String module, Nf4Weight weight, boolean bias, boolean transposed) {
        String key = module + ".weight";
        Optional<Tensor> added =
                bias ? Optional.of(weight(module + ".bias", Initial.ZEROS, weight.rows())) : Optional.empty();
        // Quantised maps of a model turn their weights back in memory that they share.
        mode().requireOrder();
        try (Scope scope = Scope.open()) {
            return quantized.linear(key, weight, Nf4Files.parts(key, weight), added, transposed);
        }
    }

    /** The weight in four bits if it is stored so, or is to become so and is there. */
    private Optional<Nf4Weight> quantized(String module, int in, int out, boolean transposed, boolean wanted) {
        String key = module + ".weight";
        if (Nf4Files.hold(key, stored.keySet())) {
            return readQuantized(key, in, out);
        }
        String name = stored.get(key);
        long[] shape = transposed ? new long[] {in, out} : new long[] {out, in};
        if (!wanted || name == null || !Arrays.equals(files.shape(name), shape)) {
            return Optional.empty();
        }
        try (Scope scope = Scope.open()) {
            Tensor full = files.read(name);
            Nf4Config quantization = placement.quantization().orElseThrow();
            return Optional.of(
                    placed(Nf4.quantize(transposed ? full.transpose(0, 1) : full, quantization.doubleQuant())));
        }
    }

    private Optional<Nf4Weight> readQuantized(String key, int in, int out) {
        try (Scope scope = Scope.open()) {
            Nf4Weight weight = Nf4Files.read(
                    key, part -> Optional.ofNullable(stored.get(part)).map(files::read));
            if (weight.rows() == out && weight.columns() == in) {
                return Optional.of(placed(weight));
            }
            problems.add("\"" + key + "\" has the shape [" + weight.rows() + ", " + weight.columns()
                    + "], config.json says [" + out + ", " + in + "]");
        } catch (TrainingFailure e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private Nf4Weight placed(Nf4Weight weight) {
        return weight.on(placement.device());
    }

    private Tensor read(String name) {
        try (Scope scope = Scope.open()) {
            return present(files, name).keep();
        }
    }

    /** In the present scope. */
    private Tensor present(StoredWeights weights, String name) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return scope.leave(weights.read(name).to(DType.FLOAT32).to(placement.device()));
        }
    }

    /**
     * Checks that the checkpoint had every weight asked for, and no others.
     *
     * @param ignored canonical names of weights that may be left
     * @throws TrainingFailure listing what is missing, unexpected or of another shape; the parameters are then closed
     */
    public void complete(Predicate<String> ignored) {
        stored.forEach((key, name) -> {
            if (!asked.contains(key) && parameters.find(key).isEmpty() && !ignored.test(key)) {
                problems.add("unexpected \"" + name + "\"");
            }
        });
        if (problems.isEmpty()) {
            return;
        }
        parameters.close();
        int more = problems.size() - LISTED;
        throw new TrainingFailure(
                FailureCode.INVALID_MODEL,
                "the weights do not fit config.json: "
                        + String.join("; ", problems.subList(0, Math.min(LISTED, problems.size())))
                        + (more > 0 ? "; and " + more + " more" : ""));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Mode mode() {
        return mode;
    }
}

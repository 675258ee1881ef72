package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Layers with the weights of a checkpoint, as float32. What does not fit is gathered and told at the end. */
public final class CheckpointLayers implements Layers {
    private static final int LISTED = 20;

    private final WeightFiles files;
    private final Map<String, String> stored = new LinkedHashMap<>();
    private final Parameters parameters = new Parameters();
    private final Mode mode = new Mode();
    private final List<String> problems = new ArrayList<>();

    /**
     * Reads from these files, which the caller closes after {@link #complete}.
     *
     * @param canonical the name that the model asks by, of a name in the files
     */
    public CheckpointLayers(WeightFiles files, UnaryOperator<String> canonical) {
        this.files = files;
        for (String name : files.names()) {
            String other = stored.putIfAbsent(canonical.apply(name), name);
            if (other != null) {
                problems.add("\"" + name + "\" and \"" + other + "\" are the same weight");
            }
        }
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        String name = stored.get(key);
        if (name == null) {
            problems.add("missing \"" + key + "\" of shape " + Arrays.toString(shape));
        } else if (!Arrays.equals(files.shape(name), shape)) {
            problems.add("\"" + name + "\" has shape " + Arrays.toString(files.shape(name)) + ", config.json says "
                    + Arrays.toString(shape));
        } else {
            return parameters.add(key, read(name));
        }
        // Stands in until complete() refuses the model. An empty one with as many dimensions as asked for.
        return parameters.add(key, Tensor.zeros(new long[shape.length]));
    }

    /** Whether the checkpoint has a weight that the model asks for by this name. */
    public boolean has(String key) {
        return stored.containsKey(key);
    }

    private Tensor read(String name) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return files.read(name).to(DType.FLOAT32).keep();
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
            if (parameters.find(key).isEmpty() && !ignored.test(key)) {
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

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
import java.util.List;
import java.util.function.Predicate;

/** Layers with the weights of a checkpoint, as float32. What does not fit is gathered and told at the end. */
public final class CheckpointLayers implements Layers {
    private static final int LISTED = 20;

    private final WeightFiles files;
    private final Parameters parameters = new Parameters();
    private final Mode mode = new Mode();
    private final List<String> problems = new ArrayList<>();

    /** Reads from these files, which the caller closes after {@link #complete}. */
    public CheckpointLayers(WeightFiles files) {
        this.files = files;
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        if (!files.names().contains(key)) {
            problems.add("missing \"" + key + "\" of shape " + Arrays.toString(shape));
        } else if (!Arrays.equals(files.shape(key), shape)) {
            problems.add("\"" + key + "\" has shape " + Arrays.toString(files.shape(key)) + ", config.json says "
                    + Arrays.toString(shape));
        } else {
            return parameters.add(key, read(key));
        }
        // Stands in until complete() refuses the model. An empty one with as many dimensions as asked for.
        return parameters.add(key, Tensor.zeros(new long[shape.length]));
    }

    private Tensor read(String key) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return files.read(key).to(DType.FLOAT32).keep();
        }
    }

    /**
     * Checks that the checkpoint had every weight asked for, and no others.
     *
     * @param ignored names of weights that may be left
     * @throws TrainingFailure listing what is missing, unexpected or of another shape; the parameters are then closed
     */
    public void complete(Predicate<String> ignored) {
        files.names().stream()
                .filter(name -> parameters.find(name).isEmpty() && !ignored.test(name))
                .forEach(name -> problems.add("unexpected \"" + name + "\""));
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

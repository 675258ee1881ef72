package dev.trainyard.torchscript.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript program that gives scores of classes to a row of token ids. It may take ids, mask and segments, ids and
 * mask, or ids alone: that is tried out. Not thread-safe.
 */
final class Program implements AutoCloseable {
    private static final String ENGINE = "PyTorch";
    private static final int MOST_INPUTS = 3;

    private final Model model;
    private final Predictor<NDList, NDList> predictor;
    private final NDManager arrays;
    private final int inputs;
    private final int classes;

    private Program(Model model) {
        this.model = model;
        this.predictor = model.newPredictor(new NoopTranslator());
        this.arrays = model.getNDManager().newSubManager();
        int found = 0;
        int width = 0;
        List<String> refusals = new ArrayList<>();
        for (int count = MOST_INPUTS; count >= 1 && found == 0; count--) {
            try {
                width = scores(new long[] {1, 2}, new long[2], count).length;
                found = count;
            } catch (EngineException e) {
                refusals.add("with " + count + " inputs: " + firstLine(e));
            }
        }
        if (found == 0) {
            throw new EngineException("it gives no scores of classes; " + String.join("; ", refusals));
        }
        this.inputs = found;
        this.classes = width;
    }

    static Program load(Path file) throws IOException, MalformedModelException {
        Path absolute = file.toAbsolutePath();
        String name = String.valueOf(absolute.getFileName());
        Model model = Model.newInstance(name, Device.cpu(), ENGINE);
        try {
            model.load(absolute.getParent(), name);
            return new Program(model);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    int classes() {
        return classes;
    }

    /** The score of each class. Errors: {@link EngineException} where the program refuses the row. */
    float[] scores(long[] ids, long[] segments) {
        return scores(ids, segments, inputs);
    }

    private float[] scores(long[] ids, long[] segments, int count) {
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        try (NDManager manager = arrays.newSubManager()) {
            NDList row = new NDList();
            for (long[] input : List.of(ids, mask, segments).subList(0, count)) {
                row.add(manager.create(input).expandDims(0));
            }
            NDList answer = predictor.predict(row);
            answer.attach(manager);
            return rowOfOne(answer.isEmpty() ? null : answer.get(0));
        } catch (TranslateException e) {
            throw new EngineException(firstLine(e), e);
        }
    }

    private static float[] rowOfOne(@Nullable NDArray scores) {
        if (scores == null
                || scores.getShape().dimension() != 2
                || scores.getShape().get(0) != 1) {
            throw new EngineException("it gives " + (scores == null ? "nothing" : scores.getShape())
                    + " for one row, expected scores of (1, classes)");
        }
        return scores.toType(DataType.FLOAT32, false).toFloatArray();
    }

    private static String firstLine(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        arrays.close();
        predictor.close();
        model.close();
    }
}

package dev.trainyard.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code steps.jsonl}: one line for each optimizer step. */
final class StepFile implements AutoCloseable {
    static final String NAME = "steps.jsonl";

    private final LineFile lines;

    private StepFile(LineFile lines) {
        this.lines = lines;
    }

    /** Opens the file to add steps after {@code step}; later and torn lines that it may hold are dropped. */
    static StepFile after(Path file, int step) throws IOException {
        List<String> kept = new ArrayList<>();
        if (step > 0 && Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (isUntil(step, line)) {
                    kept.add(line);
                }
            }
        }
        Files.write(file, kept);
        return new StepFile(LineFile.append(file));
    }

    private static boolean isUntil(int step, String line) {
        try {
            int recorded = Json.mapper().readTree(line).path("step").asInt(Integer.MAX_VALUE);
            return recorded <= step;
        } catch (JsonProcessingException torn) {
            return false;
        }
    }

    void add(TrainEvent.StepTaken step) throws IOException {
        ObjectNode line = Json.object()
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("loss", step.loss())
                .put("grad_norm", step.gradNorm())
                .put("learning_rate", step.learningRate())
                .put("tokens", step.tokens())
                .put("tokens_per_second", step.tokensPerSecond());
        step.rewards().forEach(line::put);
        lines.add(line.toString());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of LoRA training both sides take.
 *
 * @param data rows of token ids, taken in their order
 * @param rows of an optimizer step
 * @param precision of the products
 */
record Training(Fixture fixture, Path data, int rows, Workload.Precision precision) {
    static final double LEARNING_RATE = 1e-4;
    private static final int LONGEST = 1 << 20;
    private static final int MANY = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The configuration of our side; it would run for ever. */
    ObjectNode config() {
        ObjectNode config = JSON.createObjectNode();
        config.putObject("model").put("base", fixture.model().toString());
        ObjectNode source = config.putObject("data");
        source.putArray("files").add(data.toString());
        source.put("format", "tokens").put("shuffle", false).put("max_length", LONGEST);
        config.putObject("loop")
                .put("batch_size", rows)
                .put("epochs", MANY)
                .put("max_grad_norm", 1.0)
                .put("precision", precision.name());
        config.putObject("lora").put("init_from", fixture.adapter().toString());
        config.putObject("optim")
                .put("learning_rate", LEARNING_RATE)
                .put("weight_decay", 0.0)
                .put("scheduler", "constant");
        config.putObject("checkpoints").put("every_epoch", false);
        return config;
    }

    /** The same with each layer computed again on the way back. */
    ObjectNode checkpointing() {
        ObjectNode config = config();
        config.withObject("/loop").put("gradient_checkpointing", true);
        return config;
    }

    /** Tokens of each of the first turns. */
    List<Long> tokens(int turns) {
        return perTurn(turns, 0);
    }

    /** Tokens of each of the first turns that are predicted from another. */
    List<Long> supervised(int turns) {
        return perTurn(turns, 1);
    }

    private List<Long> perTurn(int turns, int unsupervisedPerRow) {
        List<Integer> lengths = Fixture.lengths(data);
        List<Long> sums = new ArrayList<>();
        int next = 0;
        for (int turn = 0; turn < turns; turn++) {
            int end = Math.min(next + rows, lengths.size());
            sums.add(lengths.subList(next, end).stream()
                    .mapToLong(length -> length - unsupervisedPerRow)
                    .sum());
            next = end == lengths.size() ? 0 : end;
        }
        return sums;
    }
}

package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What one side did in one turn.
 *
 * @param loss NaN where nothing was trained
 * @param gradNorm before clipping; NaN where nothing was trained
 * @param tokens processed or generated, padding left out
 * @param supervised tokens the loss is a mean of; 0 where the side does not count them
 * @param ids generated tokens
 * @param savedSeconds part of the time that went into checkpoints
 */
record Turn(
        double seconds,
        double loss,
        double gradNorm,
        long tokens,
        long supervised,
        List<Integer> ids,
        double savedSeconds) {
    static Turn of(JsonNode line, double savedSeconds) {
        return new Turn(
                line.path("seconds").asDouble(),
                line.path("loss").asDouble(Double.NaN),
                line.path("grad_norm").asDouble(Double.NaN),
                line.path("tokens").asLong(),
                line.path("supervised").asLong(),
                StreamSupport.stream(line.path("ids").spliterator(), false)
                        .map(JsonNode::asInt)
                        .toList(),
                savedSeconds);
    }
}

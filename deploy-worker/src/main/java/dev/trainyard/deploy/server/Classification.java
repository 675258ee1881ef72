package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tokenizer.SegmentedText;
import java.util.List;
import java.util.function.Function;

/** {@code /v1/classify}: the likeliest label of a text, and the probability of every one. */
final class Classification implements TextTask {
    private final List<String> labels;
    private final Function<SegmentedText, float[]> probabilities;

    /** @param probabilities of all labels, in their order */
    Classification(List<String> labels, Function<SegmentedText, float[]> probabilities) {
        this.labels = labels;
        this.probabilities = probabilities;
    }

    @Override
    public boolean takesPairs() {
        return true;
    }

    @Override
    public Function<SegmentedText, ObjectNode> reader(RequestFields fields) {
        return text -> answer(probabilities.apply(text));
    }

    private ObjectNode answer(float... scores) {
        int best = 0;
        for (int id = 1; id < scores.length; id++) {
            best = scores[id] > scores[best] ? id : best;
        }
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("object", "classification")
                .put("label", labels.get(best))
                .put("score", scores[best]);
        ObjectNode all = answer.putObject("scores");
        for (int id = 0; id < scores.length; id++) {
            all.put(labels.get(id), scores[id]);
        }
        return answer;
    }
}

package dev.trainyard.deploy.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a model is asked to see whether it works, for each kind of model. */
enum Question {
    CHAT("/v1/chat/completions") {
        @Override
        ObjectNode body(String model) {
            ObjectNode body = named(model).put("max_tokens", TOKENS).put("temperature", 0);
            body.putArray("messages").addObject().put("role", "user").put("content", TEXT);
            return body;
        }

        @Override
        boolean isAnsweredBy(JsonNode answer) {
            return answer.at("/choices/0/message/content").isTextual();
        }
    },
    LABEL("/v1/classify") {
        @Override
        ObjectNode body(String model) {
            return named(model).put("input", TEXT);
        }

        @Override
        boolean isAnsweredBy(JsonNode answer) {
            // Weights that are not finite give scores that are no JSON numbers.
            return answer.at("/data/0/label").isTextual()
                    && answer.at("/data/0/score").isNumber();
        }
    },
    VECTOR("/v1/embeddings") {
        @Override
        ObjectNode body(String model) {
            return named(model).put("input", TEXT);
        }

        @Override
        boolean isAnsweredBy(JsonNode answer) {
            return answer.at("/data/0/embedding/0").isNumber();
        }
    };

    static final String TEXT = "Hello";
    private static final int TOKENS = 8;

    private final String path;

    Question(String path) {
        this.path = path;
    }

    /** The one for a model that answers these paths. */
    static Optional<Question> among(List<String> routes) {
        return Arrays.stream(values())
                .filter(question -> routes.contains(question.path))
                .findFirst();
    }

    String path() {
        return path;
    }

    abstract ObjectNode body(String model);

    abstract boolean isAnsweredBy(JsonNode answer);

    private static ObjectNode named(String model) {
        return WireJson.mapper().createObjectNode().put("model", model);
    }
}

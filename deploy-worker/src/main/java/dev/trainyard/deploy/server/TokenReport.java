package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.generate.TokenScores;
import dev.trainyard.generate.TokenScores.Score;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What is told of the tokens of an answer, in the shapes of {@code logprobs}. The texts of those that were chosen come to the
 * text of the answer, and offsets count in it; of others, a part of a character is U+FFFD.
 *
 * @param texts of single tokens
 */
record TokenReport(IntFunction<String> texts) {
    /** As chats have it. */
    ObjectNode chat(List<TokenScores> tokens) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        ArrayNode content = report.putArray("content");
        for (TokenScores token : tokens) {
            ObjectNode entry = entry(token.chosen(), token.text());
            ArrayNode likeliest = entry.putArray("top_logprobs");
            token.likeliest().forEach(score -> likeliest.add(entry(score, text(token, score))));
            content.add(entry);
        }
        report.putNull("refusal");
        return report;
    }

    private String text(TokenScores token, Score score) {
        return score.id() == token.chosen().id() ? token.text() : texts.apply(score.id());
    }

    private ObjectNode entry(Score score, String text) {
        ObjectNode entry =
                JsonNodeFactory.instance.objectNode().put("token", text).put("logprob", finite(score.logProbability()));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Byte.toUnsignedInt(value));
        }
        return entry;
    }

    /**
     * As text completions have it.
     *
     * @param offset of the first of these tokens in the text
     */
    ObjectNode text(List<TokenScores> tokens, int offset) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        ArrayNode names = report.putArray("tokens");
        ArrayNode scores = report.putArray("token_logprobs");
        ArrayNode likeliest = report.putArray("top_logprobs");
        ArrayNode offsets = report.putArray("text_offset");
        int at = offset;
        for (TokenScores token : tokens) {
            String text = token.text();
            names.add(text);
            boolean known = !Double.isNaN(token.chosen().logProbability());
            scores.add(known ? finite(token.chosen().logProbability()) : null);
            offsets.add(at);
            at += text.length();
            if (!known) {
                likeliest.addNull();
                continue;
            }
            ObjectNode others = likeliest.addObject();
            token.likeliest().forEach(score -> others.put(text(token, score), finite(score.logProbability())));
        }
        return report;
    }

    /** JSON has no infinity. */
    private static double finite(double logProbability) {
        return Math.max(logProbability, -9999.0);
    }
}

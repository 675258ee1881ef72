package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.Generation.FinishReason;
import dev.trainyard.generate.TokenScores;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of one response, whole or in chunks; chat and text completions differ in a few names.
 *
 * <p>Source: the OpenAI API reference, as its clients read it.
 */
final class ResponseShape {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean chat;
    private final String model;
    private final String id;
    private final TokenReport report;
    /** Characters of each text whose tokens were told of. */
    private final Map<Integer, Integer> told = new ConcurrentHashMap<>();

    private final long created = Instant.now().getEpochSecond();

    /** @param tokenTexts the texts of single tokens */
    ResponseShape(boolean chat, String model, IntFunction<String> tokenTexts) {
        this.chat = chat;
        this.model = model;
        this.id = (chat ? "chatcmpl-" : "cmpl-") + randomText();
        this.report = new TokenReport(tokenTexts);
    }

    /**
     * The answer in one object.
     *
     * @param before what is told before each text
     */
    ObjectNode whole(List<Choice> choices, List<Generation> texts, List<String> before, Usage usage) {
        ObjectNode response = head(false);
        ArrayNode all = response.putArray("choices");
        for (int i = 0; i < texts.size(); i++) {
            Generation text = texts.get(i);
            ObjectNode choice =
                    choice(i, finishName(text.finishReason()), choices.get(i).newScores());
            if (chat) {
                choice.putObject("message")
                        .put("role", "assistant")
                        .put("content", text.text())
                        .putNull("refusal");
            } else {
                choice.put("text", before.get(i) + text.text());
            }
            all.add(choice);
        }
        response.set("usage", usage.json());
        return response;
    }

    /** What a streamed text begins with: the role in a chat, nothing for text. */
    Optional<ObjectNode> opening(int index) {
        if (!chat) {
            return Optional.empty();
        }
        ObjectNode choice = choice(index, null, List.of());
        choice.putObject("delta").put("role", "assistant").put("content", "");
        return Optional.of(chunk(choice));
    }

    /** A piece of a text, with what was asked to be told of its tokens. */
    ObjectNode piece(int index, String text, List<TokenScores> scores) {
        ObjectNode choice = choice(index, null, scores);
        if (chat) {
            choice.putObject("delta").put("content", text);
        } else {
            choice.put("text", text);
        }
        return chunk(choice);
    }

    /** Why a text ends. */
    ObjectNode closing(int index, FinishReason reason, List<TokenScores> scores) {
        ObjectNode choice = choice(index, finishName(reason), scores);
        if (chat) {
            choice.putObject("delta");
        } else {
            choice.put("text", "");
        }
        return chunk(choice);
    }

    /** The token counts, after {@link #closing}, where the client asked for them. */
    ObjectNode usage(Usage usage) {
        ObjectNode response = head(true);
        response.putArray("choices");
        response.set("usage", usage.json());
        return response;
    }

    /** {@code {"error":{message,type,param,code}}}. */
    static ObjectNode error(ApiException problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", problem.text())
                .put("type", problem.type())
                .put("param", problem.param())
                .put("code", problem.code());
        return body;
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode response = head(true);
        response.putArray("choices").add(choice);
        return response;
    }

    private ObjectNode head(boolean chunk) {
        String chatName = chunk ? "chat.completion.chunk" : "chat.completion";
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", chat ? chatName : "text_completion")
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", "trainyard");
    }

    private ObjectNode choice(int index, @Nullable String finishReason, List<TokenScores> scores) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", index);
        if (scores.isEmpty()) {
            choice.putNull("logprobs");
        } else {
            choice.set("logprobs", chat ? report.chat(scores) : report.text(scores, offset(index, scores)));
        }
        choice.put("finish_reason", finishReason);
        return choice;
    }

    /** Where in its text the first of these tokens stands, which were not told of before. */
    private int offset(int index, List<TokenScores> scores) {
        int length = scores.stream().mapToInt(token -> token.text().length()).sum();
        return told.merge(index, length, Integer::sum) - length;
    }

    private static String finishName(FinishReason reason) {
        // A cancelled generation only reaches a client when the server shuts down in the middle of it.
        return reason == FinishReason.CANCELLED ? "length" : reason.name().toLowerCase(Locale.ROOT);
    }

    private static String randomText() {
        StringBuilder text = new StringBuilder(24);
        for (int i = 0; i < 24; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Token counts of a request. */
    record Usage(int promptTokens, int completionTokens) {
        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("prompt_tokens", promptTokens)
                    .put("completion_tokens", completionTokens)
                    .put("total_tokens", promptTokens + completionTokens);
        }
    }
}

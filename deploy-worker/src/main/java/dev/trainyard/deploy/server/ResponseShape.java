package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.LanguageModel.Finish;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
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
    private final long created = Instant.now().getEpochSecond();

    private ResponseShape(boolean chat, String model) {
        this.chat = chat;
        this.model = model;
        this.id = (chat ? "chatcmpl-" : "cmpl-") + randomText();
    }

    static ResponseShape of(Prompt prompt, String model) {
        return new ResponseShape(prompt instanceof Prompt.Chat, model);
    }

    /** The answer in one object. */
    ObjectNode whole(String text, Finish finish, Usage usage) {
        ObjectNode choice = choice(finishName(finish));
        if (chat) {
            choice.putObject("message")
                    .put("role", "assistant")
                    .put("content", text)
                    .putNull("refusal");
        } else {
            choice.put("text", text);
        }
        ObjectNode response = head(false);
        response.putArray("choices").add(choice);
        response.set("usage", usage.json());
        return response;
    }

    /** What a stream begins with: the role in a chat, nothing for text. */
    Optional<ObjectNode> opening() {
        if (!chat) {
            return Optional.empty();
        }
        ObjectNode choice = choice(null);
        choice.putObject("delta").put("role", "assistant").put("content", "");
        return Optional.of(chunk(choice));
    }

    /** A piece of the answer. */
    ObjectNode piece(String text) {
        ObjectNode choice = choice(null);
        if (chat) {
            choice.putObject("delta").put("content", text);
        } else {
            choice.put("text", text);
        }
        return chunk(choice);
    }

    /** Why the answer ends. */
    ObjectNode closing(Finish finish) {
        ObjectNode choice = choice(finishName(finish));
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

    private static ObjectNode choice(@Nullable String finishReason) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", 0);
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason);
        return choice;
    }

    private static String finishName(Finish finish) {
        // A cancelled generation only reaches a client when the server shuts down in the middle of it.
        return finish == Finish.CANCELLED ? "length" : finish.name().toLowerCase(Locale.ROOT);
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

package dev.trainyard.deploy.server;

import static dev.trainyard.deploy.server.RequestFields.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.LanguageModel.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the bodies of {@code /v1/chat/completions} and {@code /v1/completions}.
 *
 * <p>Unknown fields are ignored, as clients send many; a known field this server cannot honour is refused rather than
 * silently dropped.
 */
final class RequestReader {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
    private static final int MOST_STOPS = 16;
    private static final int DEFAULT_TEXT_TOKENS = 16;

    private RequestReader() {}

    static CompletionRequest chat(RequestFields fields) {
        refuseUnsupported(fields);
        fields.refuseUnless("tools", RequestReader::isEmpty, "leave it out");
        fields.refuseUnless("functions", RequestReader::isEmpty, "leave it out");
        fields.refuseUnless(
                "response_format", node -> "text".equals(node.path("type").asText()), "only {\"type\":\"text\"}");
        fields.refuseUnless("logprobs", node -> node.isBoolean() && !node.booleanValue(), "leave it out");
        OptionalLong limit = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalLong older = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return request(fields, new Prompt.Chat(turns(fields)), limit.isPresent() ? limit : older);
    }

    static CompletionRequest text(RequestFields fields) {
        refuseUnsupported(fields);
        fields.refuseUnless("echo", node -> node.isBoolean() && !node.booleanValue(), "leave it out");
        fields.refuseUnless("suffix", node -> node.asText().isEmpty(), "leave it out");
        fields.refuseUnless("best_of", RequestReader::isOne, "only 1");
        fields.refuseUnless("logprobs", node -> false, "leave it out");
        long limit = fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(DEFAULT_TEXT_TOKENS);
        return request(fields, textPrompt(fields), OptionalLong.of(limit));
    }

    private static void refuseUnsupported(RequestFields fields) {
        fields.refuseUnless("n", RequestReader::isOne, "only n=1; send the request several times");
        fields.refuseUnless("presence_penalty", RequestReader::isZero, "only 0");
        fields.refuseUnless("frequency_penalty", RequestReader::isZero, "only 0");
        fields.refuseUnless("logit_bias", RequestReader::isEmpty, "leave it out");
    }

    private static CompletionRequest request(RequestFields fields, Prompt prompt, OptionalLong limit) {
        String model = fields.model();
        boolean stream = fields.flag("stream");
        return new CompletionRequest(
                model,
                prompt,
                limit.isPresent() ? OptionalInt.of((int) limit.getAsLong()) : OptionalInt.empty(),
                fields.number("temperature", 0, 2).orElse(1),
                fields.number("top_p", Double.MIN_NORMAL, 1).orElse(1),
                (int) fields.integer("top_k", 0, Integer.MAX_VALUE).orElse(0),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                fields.texts("stop", MOST_STOPS),
                stream,
                stream && includeUsage(fields));
    }

    private static boolean includeUsage(RequestFields fields) {
        return fields.field("stream_options")
                .map(options -> {
                    require(options.isObject(), "stream_options", options, "an object");
                    JsonNode usage = options.path("include_usage");
                    require(
                            usage.isMissingNode() || usage.isNull() || usage.isBoolean(),
                            "stream_options.include_usage",
                            usage,
                            "true or false");
                    return usage.asBoolean(false);
                })
                .orElse(false);
    }

    private static List<Turn> turns(RequestFields fields) {
        JsonNode messages = fields.field("messages")
                .orElseThrow(() -> ApiException.invalid(
                        "messages",
                        "missing_required_parameter",
                        "'messages' is missing: a list of {\"role\",\"content\"}"));
        require(messages.isArray() && !messages.isEmpty(), "messages", messages, "a list with at least one message");
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(turn(messages.get(i), "messages[" + i + "]"));
        }
        return List.copyOf(turns);
    }

    private static Turn turn(JsonNode message, String at) {
        require(message.isObject(), at, message, "an object with role and content");
        String role = message.path("role").asText();
        require(ROLES.contains(role), at + ".role", message.path("role"), "one of system, developer, user, assistant");
        // The newer name of the same role; templates only know the older one.
        String known = role.equals("developer") ? "system" : role;
        return new Turn(known, content(message.path("content"), at + ".content"));
    }

    /** Content is a string, or a list of text parts. */
    private static String content(JsonNode content, String at) {
        if (content.isTextual()) {
            return content.textValue();
        }
        require(content.isArray() && !content.isEmpty(), at, content, "a string or a list of text parts");
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            boolean isText = "text".equals(part.path("type").asText())
                    && part.path("text").isTextual();
            require(isText, at, part, "text: this model reads no images, sound or files");
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    /** A string, a list with one string, a list of token ids, or a list with one such list. */
    private static Prompt textPrompt(RequestFields fields) {
        JsonNode prompt = fields.field("prompt")
                .orElseThrow(() -> ApiException.invalid(
                        "prompt", "missing_required_parameter", "'prompt' is missing: the text to continue"));
        boolean wrapped =
                prompt.isArray() && !prompt.isEmpty() && !prompt.get(0).isNumber();
        require(!wrapped || prompt.size() == 1, "prompt", prompt, "one prompt; send several requests for several");
        JsonNode single = wrapped ? prompt.get(0) : prompt;
        if (single.isTextual()) {
            return new Prompt.Text(single.textValue());
        }
        require(single.isArray() && !single.isEmpty(), "prompt", single, "a string or a list of token ids");
        int[] ids = new int[single.size()];
        for (int i = 0; i < ids.length; i++) {
            require(single.get(i).canConvertToInt() && single.get(i).isInt(), "prompt", single.get(i), "a token id");
            ids[i] = single.get(i).intValue();
        }
        return new Prompt.Tokens(ids);
    }

    private static boolean isOne(JsonNode node) {
        return node.isInt() && node.intValue() == 1;
    }

    private static boolean isZero(JsonNode node) {
        return node.isNumber() && node.doubleValue() == 0;
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isContainerNode() && node.isEmpty();
    }
}

package dev.trainyard.deploy.server;

import static dev.trainyard.deploy.server.RequestFields.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.deploy.server.CompletionRequest.Prompt;
import dev.trainyard.deploy.server.LanguageModel.Turn;
import dev.trainyard.generate.SamplingConfig.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

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
    /** Texts of one answer. */
    private static final int MOST_TEXTS = 32;

    private static final int MOST_CHAT_SCORES = 20;
    private static final int MOST_TEXT_SCORES = 5;
    private static final int MOST_BIAS = 100;
    private static final Pattern TOKEN_ID = Pattern.compile("\\d{1,9}");

    private RequestReader() {}

    static CompletionRequest chat(RequestFields fields) {
        fields.refuseUnless("tools", RequestReader::isEmpty, "leave it out");
        fields.refuseUnless("echo", node -> node.isBoolean() && !node.booleanValue(), "only text completions have it");
        fields.refuseUnless("functions", RequestReader::isEmpty, "leave it out");
        fields.refuseUnless(
                "response_format", node -> "text".equals(node.path("type").asText()), "only {\"type\":\"text\"}");
        fields.refuseUnless("modalities", RequestReader::isTextOnly, "only [\"text\"]");
        OptionalLong limit = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalLong older = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return request(
                fields, List.of(new Prompt.Chat(turns(fields))), limit.isPresent() ? limit : older, chatScores(fields));
    }

    private static OptionalInt chatScores(RequestFields fields) {
        OptionalLong most = fields.integer("top_logprobs", 0, MOST_CHAT_SCORES);
        boolean wanted = fields.flag("logprobs");
        fields.refuseUnless("top_logprobs", node -> wanted || node.asInt() == 0, "it needs \"logprobs\": true");
        return wanted ? OptionalInt.of((int) most.orElse(0)) : OptionalInt.empty();
    }

    static CompletionRequest text(RequestFields fields) {
        boolean echo = fields.flag("echo");
        fields.refuseUnless("stream", node -> !echo || !node.asBoolean(), "an answer with echo is not streamed");
        fields.refuseUnless("suffix", node -> node.asText().isEmpty(), "leave it out");
        OptionalLong scores = fields.integer("logprobs", 0, MOST_TEXT_SCORES);
        // With echo, a prompt can be asked for alone.
        long limit =
                fields.integer("max_tokens", echo ? 0 : 1, Integer.MAX_VALUE).orElse(DEFAULT_TEXT_TOKENS);
        return request(fields, textPrompts(fields), OptionalLong.of(limit), number(scores));
    }

    private static CompletionRequest request(
            RequestFields fields, List<Prompt> prompts, OptionalLong limit, OptionalInt scores) {
        UnsupportedFields.refuse(fields);
        String model = fields.model();
        boolean echo = fields.flag("echo");
        boolean stream = fields.flag("stream");
        return new CompletionRequest(
                model,
                prompts,
                (int) fields.integer("n", 1, MOST_TEXTS / prompts.size()).orElse(1),
                number(limit),
                fields.number("temperature", 0, 2).orElse(1),
                fields.number("top_p", Double.MIN_NORMAL, 1).orElse(1),
                (int) fields.integer("top_k", 0, Integer.MAX_VALUE).orElse(0),
                fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                fields.texts("stop", MOST_STOPS),
                weights(fields),
                scores,
                echo,
                stream,
                stream && includeUsage(fields));
    }

    private static Weights weights(RequestFields fields) {
        Map<Integer, Double> bias = new HashMap<>();
        fields.field("logit_bias").ifPresent(node -> {
            require(node.isObject(), "logit_bias", node, "an object of token ids with numbers from -100 to 100");
            node.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                boolean known = TOKEN_ID.matcher(entry.getKey()).matches()
                        && value.isNumber()
                        && Math.abs(value.doubleValue()) <= MOST_BIAS;
                require(known, "logit_bias", node, "an object of token ids with numbers from -100 to 100");
                bias.put(Integer.parseInt(entry.getKey()), value.doubleValue());
            });
        });
        return new Weights(
                fields.number("frequency_penalty", -2, 2).orElse(0),
                fields.number("presence_penalty", -2, 2).orElse(0),
                bias);
    }

    private static OptionalInt number(OptionalLong value) {
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
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
            return RequestFields.unicode(at, content);
        }
        require(content.isArray() && !content.isEmpty(), at, content, "a string or a list of text parts");
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            boolean isText = "text".equals(part.path("type").asText())
                    && part.path("text").isTextual();
            require(isText, at, part, "text: this model reads no images, sound or files");
            text.append(RequestFields.unicode(at, part.path("text")));
        }
        return text.toString();
    }

    /** A string, a list of token ids, or a list of such. */
    private static List<Prompt> textPrompts(RequestFields fields) {
        JsonNode prompt = fields.field("prompt")
                .orElseThrow(() -> ApiException.invalid(
                        "prompt", "missing_required_parameter", "'prompt' is missing: the text to continue"));
        boolean several =
                prompt.isArray() && !prompt.isEmpty() && !prompt.get(0).isNumber();
        if (!several) {
            return List.of(textPrompt(prompt, "prompt"));
        }
        require(prompt.size() <= MOST_TEXTS, "prompt", prompt, "at most " + MOST_TEXTS + " prompts");
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < prompt.size(); i++) {
            prompts.add(textPrompt(prompt.get(i), "prompt[" + i + "]"));
        }
        return List.copyOf(prompts);
    }

    private static Prompt textPrompt(JsonNode prompt, String at) {
        if (prompt.isTextual()) {
            return new Prompt.Text(RequestFields.unicode(at, prompt));
        }
        require(prompt.isArray() && !prompt.isEmpty(), at, prompt, "a string or a list of token ids");
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            require(prompt.get(i).canConvertToInt() && prompt.get(i).isInt(), at, prompt.get(i), "a token id");
            ids[i] = prompt.get(i).intValue();
        }
        return new Prompt.Tokens(ids);
    }

    private static boolean isTextOnly(JsonNode node) {
        return node.size() == 1 && node.get(0).asText().equals("text");
    }

    /** Whether it is a list or an object without anything in it. */
    static boolean isEmpty(JsonNode node) {
        return node.isContainerNode() && node.isEmpty();
    }
}

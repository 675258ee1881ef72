package dev.trainyard.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Pairs of a preferred and a rejected answer, as TRL and the OpenAI fine-tuning format write them: {@code prompt},
 * {@code chosen} and {@code rejected} as texts, or as lists of messages, whose common beginning is the prompt where none
 * is given; or {@code input}, {@code preferred_output} and {@code non_preferred_output}.
 */
final class PreferenceParser {
    private static final String CHOSEN = "chosen";
    private static final String REJECTED = "rejected";
    private static final String PREFERRED = "preferred_output";
    private static final String NOT_PREFERRED = "non_preferred_output";
    private static final String IDS = "_input_ids";

    private PreferenceParser() {}

    static boolean isPair(JsonNode json) {
        return json.has(CHOSEN) || json.has(REJECTED) || json.has(PREFERRED) || json.has(NOT_PREFERRED);
    }

    static boolean isTokenPair(JsonNode json) {
        return json.has(CHOSEN + IDS) || json.has(REJECTED + IDS);
    }

    static Row pair(RowOrigin origin, JsonNode json) {
        boolean openAi = json.has(PREFERRED) || json.has(NOT_PREFERRED);
        String good = openAi ? PREFERRED : CHOSEN;
        String bad = openAi ? NOT_PREFERRED : REJECTED;
        requireDifferent(json, good, bad);
        return openAi || json.path(good).isArray() ? messages(origin, json, good, bad) : texts(origin, json, good, bad);
    }

    private static void requireDifferent(JsonNode json, String good, String bad) {
        for (String name : new String[] {good, bad}) {
            if (!json.hasNonNull(name)) {
                throw new InvalidRow("%s is missing: a pair has %s and %s".formatted(name, good, bad));
            }
        }
        if (json.path(good).equals(json.path(bad))) {
            throw new InvalidRow("%s and %s are equal: there is nothing to prefer".formatted(good, bad));
        }
    }

    private static Row.Preference texts(RowOrigin origin, JsonNode json, String good, String bad) {
        String prompt = RowParser.string(json, "prompt");
        return new Row.Preference(
                origin,
                new Row.Completion(origin, prompt, nonEmpty(json, good), 1),
                new Row.Completion(origin, prompt, nonEmpty(json, bad), 1),
                RowWeight.of(json));
    }

    private static String nonEmpty(JsonNode json, String name) {
        String text = RowParser.string(json, name);
        if (text.isEmpty()) {
            throw new InvalidRow(name + " is empty");
        }
        return text;
    }

    private static Row.Preference messages(RowOrigin origin, JsonNode json, String good, String bad) {
        JsonNode chosen = list(json, good);
        JsonNode rejected = list(json, bad);
        JsonNode prompt = json.has("input") ? list(json.path("input"), "messages") : json.path("prompt");
        if (prompt.isMissingNode() || prompt.isNull()) {
            int common = commonBeginning(chosen, rejected);
            return new Row.Preference(
                    origin,
                    chat(origin, json, chosen, common),
                    chat(origin, json, rejected, common),
                    RowWeight.of(json));
        }
        if (!prompt.isArray()) {
            throw new InvalidRow(
                    "prompt must be a list of messages, as %s is, but is %s".formatted(good, RowParser.shown(prompt)));
        }
        return new Row.Preference(
                origin,
                chat(origin, json, joined(prompt, chosen), prompt.size()),
                chat(origin, json, joined(prompt, rejected), prompt.size()),
                RowWeight.of(json));
    }

    private static JsonNode list(JsonNode json, String name) {
        JsonNode list = json.path(name);
        if (!list.isArray() || list.isEmpty()) {
            throw new InvalidRow("%s must be a list of at least one message, but is %s"
                    .formatted(name, list.isArray() ? "empty" : RowParser.shown(list)));
        }
        return list;
    }

    private static int commonBeginning(JsonNode chosen, JsonNode rejected) {
        int common = 0;
        while (common < Math.min(chosen.size(), rejected.size())
                && chosen.path(common).equals(rejected.path(common))) {
            common++;
        }
        return common;
    }

    private static ArrayNode joined(JsonNode prompt, JsonNode continuation) {
        ArrayNode messages = RowParser.JSON.createArrayNode();
        prompt.forEach(messages::add);
        continuation.forEach(messages::add);
        return messages;
    }

    /** A conversation of which only what the assistant says after the prompt counts. */
    private static Row chat(RowOrigin origin, JsonNode json, JsonNode messages, int prompt) {
        ObjectNode chat = RowParser.JSON.createObjectNode();
        ArrayNode weighted = chat.putArray("messages");
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i).deepCopy();
            if (message instanceof ObjectNode object) {
                object.put("weight", i < prompt ? 0 : 1);
            }
            weighted.add(message);
        }
        JsonNode tools =
                json.has("tools") ? json.path("tools") : json.path("input").path("tools");
        if (!tools.isMissingNode()) {
            chat.set("tools", tools);
        }
        return MessageParser.chat(origin, chat);
    }

    /** The token ids of the prompt, and of both continuations after it. */
    static Row tokens(RowOrigin origin, JsonNode json) {
        requireDifferent(json, CHOSEN + IDS, REJECTED + IDS);
        int[] prompt = RowParser.integers(json, "prompt" + IDS);
        return new Row.Preference(
                origin,
                continued(origin, prompt, RowParser.integers(json, CHOSEN + IDS)),
                continued(origin, prompt, RowParser.integers(json, REJECTED + IDS)),
                RowWeight.of(json));
    }

    private static Row continued(RowOrigin origin, int[] prompt, int[] continuation) {
        int[] ids = new int[prompt.length + continuation.length];
        int[] labels = new int[ids.length];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(continuation, 0, ids, prompt.length, continuation.length);
        for (int i = 0; i < ids.length; i++) {
            labels[i] = i < prompt.length ? TokenRow.IGNORED : ids[i];
        }
        return new Row.Tokens(origin, ids, labels, new float[0], 1);
    }
}

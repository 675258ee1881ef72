package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Fields of OpenAI's API and of other servers that would change the answer in a way this server does not offer: refused
 * unless they say what happens anyway.
 */
final class UnsupportedFields {
    private static final String ABSENT = "this server does not have it, leave it out";

    /** Numbers that change nothing. */
    private static final Map<String, Double> NEUTRAL = Map.of(
            "repetition_penalty", 1.0,
            "repeat_penalty", 1.0,
            "length_penalty", 1.0,
            "typical_p", 1.0,
            "min_p", 0.0,
            "min_tokens", 0.0,
            "mirostat", 0.0,
            "best_of", 1.0);

    private static final Set<String> SWITCHES = Set.of("ignore_eos", "use_beam_search");
    private static final Set<String> TOOLS = Set.of("tool_choice", "function_call");
    private static final Set<String> WITHOUT = Set.of(
            "audio",
            "web_search_options",
            "grammar",
            "json_schema",
            "guided_json",
            "guided_regex",
            "guided_choice",
            "guided_grammar",
            "structured_outputs",
            "stop_token_ids",
            "bad_words",
            "prompt_logprobs");

    private UnsupportedFields() {}

    static void refuse(RequestFields fields) {
        NEUTRAL.forEach((name, neutral) ->
                fields.refuseUnless(name, node -> node.isNumber() && node.doubleValue() == neutral, "only " + neutral));
        SWITCHES.forEach(name -> fields.refuseUnless(name, node -> node.isBoolean() && !node.booleanValue(), ABSENT));
        // Without tools, none is what "auto" comes to.
        TOOLS.forEach(
                name -> fields.refuseUnless(name, UnsupportedFields::leavesToolsOut, "this server calls no tools"));
        WITHOUT.forEach(name -> fields.refuseUnless(name, RequestReader::isEmpty, ABSENT));
    }

    private static boolean leavesToolsOut(JsonNode choice) {
        return choice.asText().equals("none") || choice.asText().equals("auto");
    }
}

package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How texts are cut before merges, by the names that llama.cpp has for it. Its own converter finds the name by what a
 * tokenizer makes of a test text, which a tokenizer of a user's own never matches; here it is found by the regex. Source:
 * llama.cpp, llama-vocab.cpp, llm_tokenizer_bpe.
 */
enum PreTokenizer {
    GPT_2("gpt-2", "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    LLAMA_BPE(
            "llama-bpe",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    QWEN2(
            "qwen2",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private final String key;
    private final String regex;

    PreTokenizer(String key, String regex) {
        this.key = key;
        this.regex = regex;
    }

    String regex() {
        return regex;
    }

    /** Its name under {@code tokenizer.ggml.pre}. */
    String key() {
        return key;
    }

    /**
     * The one that a {@code pre_tokenizer} of a {@code tokenizer.json} is.
     *
     * @throws TrainingFailure INVALID_MODEL if llama.cpp has none that cuts like it
     */
    static PreTokenizer of(JsonNode json) {
        List<String> regexes = new ArrayList<>();
        List<String> others = new ArrayList<>();
        List<JsonNode> parts =
                json.path("type").asText().equals("Sequence") ? children(json.path("pretokenizers")) : List.of(json);
        for (JsonNode part : parts) {
            switch (part.path("type").asText()) {
                case "Split" -> regexes.add(part.path("pattern").path("Regex").asText());
                case "ByteLevel" -> {
                    if (part.path("use_regex").asBoolean(true)) {
                        regexes.add(GPT_2.regex);
                    }
                    if (part.path("add_prefix_space").asBoolean(false)) {
                        others.add("add_prefix_space");
                    }
                }
                default -> others.add(part.path("type").asText("none"));
            }
        }
        return Arrays.stream(values())
                .filter(known -> others.isEmpty() && regexes.equals(List.of(known.regex)))
                .findFirst()
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "tokenizer.json cuts texts by " + regexes + (others.isEmpty() ? "" : " with " + others)
                                + ", for which llama.cpp has no name that we know; expected the regex of one of "
                                + Arrays.stream(values()).map(PreTokenizer::key).collect(Collectors.joining(", "))));
    }

    private static List<JsonNode> children(JsonNode list) {
        List<JsonNode> children = new ArrayList<>();
        list.forEach(children::add);
        return children;
    }
}

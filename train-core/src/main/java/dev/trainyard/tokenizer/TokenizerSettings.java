package dev.trainyard.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The small JSON files beside {@code tokenizer.json}; each may be missing. */
record TokenizerSettings(JsonNode tokenizerConfig, JsonNode tokensMap, JsonNode config, JsonNode generationConfig) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FUNCTIONS = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    static TokenizerSettings read(Path folder) {
        return new TokenizerSettings(
                tree(folder.resolve("tokenizer_config.json")),
                tree(folder.resolve("special_tokens_map.json")),
                tree(folder.resolve("config.json")),
                tree(folder.resolve("generation_config.json")));
    }

    private static JsonNode tree(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL, "%s cannot be read as JSON: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Texts of the tokens that have a function. */
    Set<String> tokenTexts() {
        Set<String> texts = new TreeSet<>();
        FUNCTIONS.forEach(function -> text(function).ifPresent(texts::add));
        return texts;
    }

    /** Text of {@code eos_token} and the like: a string, or an object with {@code content}. */
    private Optional<String> text(String function) {
        for (JsonNode source : List.of(tokenizerConfig, tokensMap)) {
            JsonNode value = source.path(function);
            JsonNode content = value.isObject() ? value.path("content") : value;
            if (content.isTextual()) {
                return Optional.of(content.asText());
            }
        }
        return Optional.empty();
    }

    /** Resolves the functions against the vocabulary; {@code config.json} helps out with ids. */
    SpecialTokens resolve(Map<String, Integer> ids) {
        Optional<SpecialTokens.Token> eos = token("eos_token", ids);
        Set<Integer> stop = new LinkedHashSet<>();
        eos.ifPresent(t -> stop.add(t.id()));
        for (JsonNode source : List.of(config, generationConfig)) {
            JsonNode value = source.path("eos_token_id");
            if (value.isInt()) {
                stop.add(value.asInt());
            }
            value.elements().forEachRemaining(id -> stop.add(id.asInt()));
        }
        return new SpecialTokens(
                token("bos_token", ids), eos, token("pad_token", ids), token("unk_token", ids), List.copyOf(stop));
    }

    private Optional<SpecialTokens.Token> token(String function, Map<String, Integer> ids) {
        Optional<SpecialTokens.Token> named =
                text(function).filter(ids::containsKey).map(text -> new SpecialTokens.Token(text, known(ids, text)));
        if (named.isPresent()) {
            return named;
        }
        JsonNode id = config.path(function + "_id").isArray()
                ? config.path(function + "_id").path(0)
                : config.path(function + "_id");
        if (!id.isInt()) {
            return Optional.empty();
        }
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == id.asInt())
                .map(entry -> new SpecialTokens.Token(entry.getKey(), entry.getValue()))
                .findFirst();
    }

    private static int known(Map<String, Integer> ids, String text) {
        Integer id = ids.get(text);
        return id == null ? -1 : id;
    }
}

package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.tokenizer.SpecialTokens;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tokenizer as keys of a GGUF file: byte-level BPE, or BPE over characters with bytes to fall back to, which is
 * SentencePiece's of Llama 2. Source: llama.cpp, conversion/base.py and gguf-py/gguf/vocab.py.
 */
final class TokenizerKeys {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "tokenizer.ggml.";

    private TokenizerKeys() {}

    /** Adds the tokenizer of a folder; one that has none becomes a model of token ids alone. */
    static void write(Path folder, ModelConfig config, GgufMetadata metadata) {
        if (!Files.isRegularFile(folder.resolve(Tokenizer.FILE))) {
            metadata.put(PREFIX + "model", "none");
            special("bos", config.tokens().bos(), metadata);
            special("eos", config.tokens().eos().stream().mapToInt(id -> id).findFirst(), metadata);
            return;
        }
        JsonNode json = read(folder.resolve(Tokenizer.FILE));
        try (Tokenizer tokenizer = Tokenizer.require(folder)) {
            if (tokenizer.vocabSize() > config.vocabSize()) {
                throw invalid("tokenizer.json has " + tokenizer.vocabSize() + " tokens, the model only "
                        + config.vocabSize());
            }
            Vocabulary vocabulary = Vocabulary.of(json, config.vocabSize());
            boolean pieces = json.path("model").path("byte_fallback").asBoolean(false);
            requireSupported(json.path("model"));
            metadata.put(PREFIX + "model", pieces ? "llama" : "gpt2");
            metadata.put(
                    PREFIX + "pre",
                    pieces
                            ? "default"
                            : PreTokenizer.of(json.path("pre_tokenizer")).key());
            metadata.putTexts(PREFIX + "tokens", vocabulary.tokens());
            if (pieces) {
                metadata.putFractions(PREFIX + "scores", vocabulary.scores());
            }
            metadata.putWholes(PREFIX + "token_type", vocabulary.types());
            if (!pieces) {
                metadata.putTexts(PREFIX + "merges", vocabulary.merges());
            }
            framing(json, tokenizer, pieces, metadata);
            roles(folder, tokenizer, metadata);
        }
    }

    private static void requireSupported(JsonNode model) {
        if (!model.path("type").asText().equals("BPE")) {
            throw invalid("tokenizer.json is a " + model.path("type").asText("tokenizer without a type")
                    + " tokenizer: expected BPE");
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
                throw invalid("tokenizer.json has the " + affix + " \""
                        + model.path(affix).asText() + "\", which llama.cpp does not know");
            }
        }
    }

    private static void framing(JsonNode json, Tokenizer tokenizer, boolean pieces, GgufMetadata metadata) {
        metadata.put(PREFIX + "add_bos_token", tokenizer.addsBos());
        int[] framed = tokenizer.encodeWithSpecialTokens("a");
        OptionalInt eos = tokenizer.specialTokens().eosId();
        metadata.put(
                PREFIX + "add_eos_token",
                eos.isPresent() && framed.length > 0 && framed[framed.length - 1] == eos.getAsInt());
        if (pieces) {
            metadata.put(PREFIX + "add_space_prefix", prependsSpace(json));
        }
    }

    private static boolean prependsSpace(JsonNode json) {
        JsonNode cutter = json.path("pre_tokenizer");
        if (cutter.path("type").asText().equals("Metaspace")) {
            return !cutter.path("prepend_scheme").asText("always").equals("never");
        }
        return json.path("normalizer").toString().contains("\"Prepend\"");
    }

    private static void roles(Path folder, Tokenizer tokenizer, GgufMetadata metadata) {
        SpecialTokens tokens = tokenizer.specialTokens();
        special("bos", tokens.bosId(), metadata);
        special("eos", tokens.eosId(), metadata);
        tokens.unk().ifPresent(token -> special("unknown", OptionalInt.of(token.id()), metadata));
        special("padding", tokens.padId(), metadata);
        Set<Integer> ends = new LinkedHashSet<>();
        Optional<ChatTemplate> template = ChatTemplate.open(folder, tokens);
        template.ifPresent(chat -> chat.endOfTurn(tokenizer).ifPresent(ends::add));
        ends.addAll(tokens.stopIds());
        tokens.eosId().ifPresent(ends::remove);
        special("eot", ends.stream().mapToInt(id -> id).findFirst(), metadata);
        template.ifPresent(chat -> metadata.put("tokenizer.chat_template", chat.source()));
    }

    private static void special(String role, OptionalInt id, GgufMetadata metadata) {
        id.ifPresent(token -> metadata.put(PREFIX + role + "_token_id", token));
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static TrainingFailure invalid(String problem) {
        return new TrainingFailure(
                FailureCode.INVALID_MODEL, "the tokenizer cannot be put into a GGUF file: " + problem);
    }

    /** Tokens by their ids. */
    record Vocabulary(List<String> tokens, List<Integer> types, List<String> merges, List<Float> scores) {
        private static final int NORMAL = 1;
        private static final int UNKNOWN = 2;
        private static final int CONTROL = 3;
        private static final int USER_DEFINED = 4;
        private static final int UNUSED = 5;
        private static final int BYTE = 6;

        static Vocabulary of(JsonNode json, int size) {
            List<String> tokens = new ArrayList<>();
            List<Integer> types = new ArrayList<>();
            for (int id = 0; id < size; id++) {
                tokens.add("[PAD" + id + "]");
                types.add(UNUSED);
            }
            JsonNode model = json.path("model");
            boolean pieces = model.path("byte_fallback").asBoolean(false);
            String unknown = model.path("unk_token").asText("");
            model.path("vocab").properties().forEach(entry -> {
                int id = entry.getValue().asInt();
                tokens.set(id, entry.getKey());
                types.set(id, typeOf(entry.getKey(), pieces, unknown));
            });
            for (JsonNode added : json.path("added_tokens")) {
                int id = added.path("id").asInt();
                String content = added.path("content").asText();
                tokens.set(id, content);
                boolean control = added.path("special").asBoolean(false) || looksSpecial(content);
                types.set(id, pieces && content.equals(unknown) ? UNKNOWN : control ? CONTROL : USER_DEFINED);
            }
            List<String> merges = merges(model.path("merges"));
            return new Vocabulary(tokens, types, merges, scores(tokens, merges));
        }

        private static int typeOf(String token, boolean pieces, String unknown) {
            if (pieces && token.matches("<0x[0-9A-F]{2}>")) {
                return BYTE;
            }
            return pieces && token.equals(unknown) ? UNKNOWN : NORMAL;
        }

        private static boolean looksSpecial(String token) {
            return token.matches("<\\|.*\\|>|<｜.*｜>|<pad>|<mask>|<unused\\d+>");
        }

        private static List<String> merges(JsonNode list) {
            List<String> merges = new ArrayList<>();
            for (JsonNode merge : list) {
                merges.add(
                        merge.isTextual()
                                ? merge.textValue()
                                : merge.path(0).asText() + " " + merge.path(1).asText());
            }
            return merges;
        }

        /** SentencePiece merges what scores highest: the earlier a merge, the higher what it makes. */
        private static List<Float> scores(List<String> tokens, List<String> merges) {
            Map<String, Integer> ranks = new HashMap<>();
            for (int rank = 0; rank < merges.size(); rank++) {
                int space = merges.get(rank).indexOf(' ', 1);
                String merged =
                        merges.get(rank).substring(0, space) + merges.get(rank).substring(space + 1);
                ranks.putIfAbsent(merged, rank);
            }
            return tokens.stream()
                    .map(token -> -(float) ranks.getOrDefault(token, merges.size()))
                    .toList();
        }
    }
}

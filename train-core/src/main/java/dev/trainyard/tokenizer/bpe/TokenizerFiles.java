package dev.trainyard.tokenizer.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer in the layout of Hugging Face. */
final class TokenizerFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = BpeTrainer.SPECIAL_TOKENS.getFirst();

    private TokenizerFiles() {}

    static void write(TrainedBpe bpe, Path folder, int maxLength) throws IOException {
        Files.createDirectories(folder);
        write(tokenizer(bpe), folder.resolve("tokenizer.json"));
        write(config(maxLength), folder.resolve("tokenizer_config.json"));
        write(functions(JSON.createObjectNode()), folder.resolve("special_tokens_map.json"));
        Files.writeString(folder.resolve("chat_template.jinja"), ChatTemplate.chatMlSource());
    }

    private static void write(ObjectNode json, Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static ObjectNode tokenizer(TrainedBpe bpe) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < BpeTrainer.SPECIAL_TOKENS.size(); id++) {
            addedToken(added.addObject().put("id", id), BpeTrainer.SPECIAL_TOKENS.get(id));
        }
        json.putNull("normalizer");
        byteLevel(json.putObject("pre_tokenizer"), false, true);
        // Offsets with the space before a word, so that they cover the whole text.
        byteLevel(json.putObject("post_processor"), true, false);
        byteLevel(json.putObject("decoder"), true, true);
        model(bpe, json.putObject("model"));
        return json;
    }

    private static void addedToken(ObjectNode token, String content) {
        token.put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void byteLevel(ObjectNode json, boolean addPrefixSpace, boolean trimOffsets) {
        json.put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", true);
    }

    private static void model(TrainedBpe bpe, ObjectNode json) {
        json.put("type", "BPE").putNull("dropout").putNull("unk_token");
        json.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        json.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = json.putObject("vocab");
        for (int id = 0; id < bpe.vocabSize(); id++) {
            vocabulary.put(bpe.tokens().get(id), id);
        }
        ArrayNode merges = json.putArray("merges");
        bpe.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
    }

    private static ObjectNode config(int maxLength) {
        ObjectNode json = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        functions(json);
        json.put("add_prefix_space", false).put("clean_up_tokenization_spaces", false);
        json.put("model_max_length", maxLength);
        ObjectNode added = json.putObject("added_tokens_decoder");
        for (int id = 0; id < BpeTrainer.SPECIAL_TOKENS.size(); id++) {
            addedToken(added.putObject(Integer.toString(id)), BpeTrainer.SPECIAL_TOKENS.get(id));
        }
        return json.put("chat_template", ChatTemplate.chatMlSource());
    }

    private static ObjectNode functions(ObjectNode json) {
        return json.put("eos_token", END).put("pad_token", END);
    }
}

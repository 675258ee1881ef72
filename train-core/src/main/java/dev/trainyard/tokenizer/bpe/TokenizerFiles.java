package dev.trainyard.tokenizer.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer in the layout of Hugging Face. */
final class TokenizerFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerFiles() {}

    static void write(TrainedBpe bpe, Path folder, int maxLength) throws IOException {
        Files.createDirectories(folder);
        write(tokenizer(bpe), folder.resolve("tokenizer.json"));
        write(config(bpe.frame(), maxLength), folder.resolve("tokenizer_config.json"));
        write(functions(bpe.frame(), JSON.createObjectNode()), folder.resolve("special_tokens_map.json"));
        if (bpe.frame() == Frame.CHAT) {
            Files.writeString(folder.resolve("chat_template.jinja"), ChatTemplate.chatMlSource());
        }
    }

    private static void write(ObjectNode json, Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static ObjectNode tokenizer(TrainedBpe bpe) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        List<String> special = bpe.frame().tokens();
        for (int id = 0; id < special.size(); id++) {
            addedToken(added.addObject().put("id", id), special.get(id));
        }
        json.putNull("normalizer");
        byteLevel(json.putObject("pre_tokenizer"), false, true);
        if (bpe.frame() == Frame.CHAT) {
            // Offsets with the space before a word, so that they cover the whole text.
            byteLevel(json.putObject("post_processor"), true, false);
        } else {
            frame(special, json.putObject("post_processor"));
        }
        byteLevel(json.putObject("decoder"), true, true);
        model(bpe, json.putObject("model"));
        return json;
    }

    /** [CLS] text [SEP], and after it second text [SEP]. */
    private static void frame(List<String> special, ObjectNode json) {
        String first = special.get(1);
        String end = special.get(2);
        json.put("type", "TemplateProcessing");
        ArrayNode single = json.putArray("single");
        ArrayNode pair = json.putArray("pair");
        for (ArrayNode template : List.of(single, pair)) {
            piece(template, "SpecialToken", first, 0);
            piece(template, "Sequence", "A", 0);
            piece(template, "SpecialToken", end, 0);
        }
        piece(pair, "Sequence", "B", 1);
        piece(pair, "SpecialToken", end, 1);
        ObjectNode tokens = json.putObject("special_tokens");
        for (String token : List.of(first, end)) {
            ObjectNode entry = tokens.putObject(token).put("id", token);
            entry.putArray("ids").add(special.indexOf(token));
            entry.putArray("tokens").add(token);
        }
    }

    private static void piece(ArrayNode template, String kind, String id, int segment) {
        template.addObject().putObject(kind).put("id", id).put("type_id", segment);
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

    private static ObjectNode config(Frame frame, int maxLength) {
        ObjectNode json = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        functions(frame, json);
        json.put("add_prefix_space", false).put("clean_up_tokenization_spaces", false);
        json.put("model_max_length", maxLength);
        ObjectNode added = json.putObject("added_tokens_decoder");
        for (int id = 0; id < frame.tokens().size(); id++) {
            addedToken(added.putObject(Integer.toString(id)), frame.tokens().get(id));
        }
        return frame == Frame.CHAT ? json.put("chat_template", ChatTemplate.chatMlSource()) : json;
    }

    private static ObjectNode functions(Frame frame, ObjectNode json) {
        List<String> tokens = frame.tokens();
        return switch (frame) {
            case CHAT -> json.put("eos_token", tokens.getFirst()).put("pad_token", tokens.getFirst());
            case CLASSIFICATION ->
                json.put("pad_token", tokens.getFirst())
                        .put("cls_token", tokens.get(1))
                        .put("sep_token", tokens.get(2));
        };
    }
}

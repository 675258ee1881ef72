package dev.trainyard.deploy.server;

import static dev.trainyard.deploy.server.RequestFields.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.tokenizer.SegmentedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code input}: a text, a pair {@code {"text","text_pair"}}, a list of token ids, or a list of such.
 *
 * <p>What is longer than the model's context is refused, unless {@code "truncate": true} asks for what training does:
 * the longest text loses its last tokens.
 */
final class TextInputs {
    private static final int MOST = 256;
    private static final String INPUT = "input";
    private static final String PAIR = "text_pair";

    private final TextReader reader;
    private final boolean pairs;

    TextInputs(TextReader reader, boolean pairs) {
        this.reader = reader;
        this.pairs = pairs;
    }

    List<SegmentedText> read(RequestFields fields) {
        JsonNode input = fields.field(INPUT)
                .orElseThrow(() -> ApiException.invalid(
                        INPUT, "missing_required_parameter", "'input' is missing: a text or a list of texts"));
        boolean truncate = fields.flag("truncate");
        boolean several = input.isArray() && !input.isEmpty() && !input.get(0).isNumber();
        require(!several || input.size() <= MOST, INPUT, input, "at most " + MOST + " texts, not " + input.size());
        List<SegmentedText> texts = new ArrayList<>();
        for (int i = 0; i < (several ? input.size() : 1); i++) {
            String at = several ? INPUT + "[" + i + "]" : INPUT;
            texts.add(fitting(tokens(several ? input.get(i) : input, at), at, truncate));
        }
        return List.copyOf(texts);
    }

    private SegmentedText tokens(JsonNode entry, String at) {
        if (entry.isArray()) {
            return SegmentedText.plain(ids(entry, at), new int[0]);
        }
        if (entry.isObject()) {
            require(pairs, at, entry, "a text: pairs are only classified");
            Optional<JsonNode> pair = Optional.ofNullable(entry.get(PAIR)).filter(node -> !node.isNull());
            return reader.tokens(text(entry.path("text"), at + ".text"), pair.map(node -> text(node, at + "." + PAIR)));
        }
        return reader.tokens(text(entry, at), Optional.empty());
    }

    private static String text(JsonNode node, String at) {
        require(node.isTextual() && !node.textValue().isBlank(), at, node, "a text that is not empty");
        return RequestFields.unicode(at, node);
    }

    private int[] ids(JsonNode list, String at) {
        require(!list.isEmpty(), at, list, "a text or token ids, at least one");
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            boolean known = id.isInt() && id.intValue() >= 0 && id.intValue() < reader.vocabularySize();
            require(known, at + "[" + i + "]", id, "a token id from 0 to " + (reader.vocabularySize() - 1));
            ids[i] = id.intValue();
        }
        return ids;
    }

    private SegmentedText fitting(SegmentedText text, String at, boolean truncate) {
        int context = reader.contextLength();
        if (text.ids().length > context && !truncate) {
            throw ApiException.invalid(
                    at,
                    "context_length_exceeded",
                    "this model's context is " + context + " tokens; '" + at + "' has " + text.ids().length
                            + ": shorten it, or send \"truncate\": true to have its end left out");
        }
        return text.cut(context);
    }
}

package dev.trainyard.deploy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.generate.TextEmbedder;
import dev.trainyard.tokenizer.SegmentedText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.function.Function;

/**
 * {@code /v1/embeddings}: a text as a vector of length 1, as numbers or as base64 of little-endian float32, which most
 * clients ask for.
 */
final class Embedding implements TextTask {
    private final int width;
    private final Function<SegmentedText, float[]> vectors;

    /** @param width numbers of each vector */
    Embedding(int width, Function<SegmentedText, float[]> vectors) {
        this.width = width;
        this.vectors = vectors;
    }

    @Override
    public boolean takesPairs() {
        return false;
    }

    @Override
    public Function<SegmentedText, ObjectNode> reader(RequestFields fields) {
        fields.refuseUnless(
                "dimensions",
                node -> node.isInt() && node.intValue() == width,
                "the vectors of this model have " + width + " numbers");
        fields.refuseUnless(
                "encoding_format",
                node -> node.asText().equals("float") || node.asText().equals("base64"),
                "only float and base64");
        boolean packed = fields.text("encoding_format").orElse("float").equals("base64");
        return text -> answer(TextEmbedder.normalized(vectors.apply(text)), packed);
    }

    private static ObjectNode answer(float[] vector, boolean packed) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "embedding");
        if (packed) {
            return answer.put("embedding", base64(vector));
        }
        ArrayNode numbers = answer.putArray("embedding");
        for (float value : vector) {
            numbers.add(value);
        }
        return answer;
    }

    private static String base64(float... vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}

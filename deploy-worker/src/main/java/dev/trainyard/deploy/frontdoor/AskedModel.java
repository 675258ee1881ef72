package dev.trainyard.deploy.frontdoor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;

/**
 * What the front door reads of a request's body: which model is asked and for whom. The rest is the server's business.
 *
 * @param model as written; empty where there is none
 * @param user as in the field {@code user}
 */
record AskedModel(String model, Optional<String> user) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @throws IOException where the body is no JSON object */
    static AskedModel in(Buffer body) throws IOException {
        String model = "";
        Optional<String> user = Optional.empty();
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && field.equals("model")) {
                    model = parser.getText();
                } else if (value == JsonToken.VALUE_STRING && field.equals("user")) {
                    user = Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
        }
        return new AskedModel(model, user);
    }

    /** The same body asking for another model: servers know their name, not their version. */
    static Buffer renamed(Buffer body, String model) throws IOException {
        ObjectNode tree = (ObjectNode) WireJson.mapper().readTree(body.getBytes());
        return Buffer.buffer(WireJson.mapper().writeValueAsBytes(tree.put("model", model)));
    }
}

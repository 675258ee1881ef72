package dev.trainyard.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the native tokenizer does not tell: the vocabulary's size and the ids of named tokens. The file is read as a
 * stream, because the vocabulary of a large model as a tree takes a hundred megabytes.
 */
record TokenizerJson(int vocabSize, Map<String, Integer> ids) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the added tokens and those of {@code wanted} that are ordinary entries of the vocabulary. */
    static TokenizerJson read(Path file, Set<String> wanted) throws IOException {
        Scan scan = new Scan(wanted);
        try (JsonParser parser = JSON.getFactory().createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                scan.topField(parser);
            }
        }
        return new TokenizerJson(scan.maxId + 1, scan.ids);
    }

    private static final class Scan {
        private final Set<String> wanted;
        private final Map<String, Integer> ids = new HashMap<>();
        private int maxId = -1;

        Scan(Set<String> wanted) {
            this.wanted = wanted;
        }

        void topField(JsonParser parser) throws IOException {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "added_tokens" -> addedTokens(JSON.readTree(parser));
                case "model" -> model(parser);
                default -> parser.skipChildren();
            }
        }

        private void addedTokens(JsonNode tokens) {
            for (JsonNode token : tokens) {
                int id = token.path("id").asInt();
                ids.put(token.path("content").asText(), id);
                maxId = Math.max(maxId, id);
            }
        }

        private void model(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean vocab = parser.currentName().equals("vocab");
                JsonToken value = parser.nextToken();
                if (vocab && value == JsonToken.START_OBJECT) {
                    mappedVocabulary(parser);
                } else if (vocab && value == JsonToken.START_ARRAY) {
                    listedVocabulary(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void mappedVocabulary(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String token = parser.currentName();
                parser.nextToken();
                entry(token, parser.getIntValue());
            }
        }

        /** Unigram models list [token, score] pairs; the position is the id. */
        private void listedVocabulary(JsonParser parser) throws IOException {
            for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
                parser.nextToken();
                entry(parser.getText(), id);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    // the score
                }
            }
        }

        private void entry(String token, int id) {
            maxId = Math.max(maxId, id);
            if (wanted.contains(token)) {
                ids.putIfAbsent(token, id);
            }
        }
    }
}

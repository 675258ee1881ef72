package dev.trainyard.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import org.junit.jupiter.api.Test;

class TextEmbedderTest {
    @Test
    void meansOfHiddenStatesEqualTheReference() {
        JsonNode golden =
                Fixtures.json(Fixtures.CLASSIFIERS.resolve("golden.json")).path("bert");
        try (TextEmbedder embedder = TextEmbedder.load(Fixtures.BERT)) {
            for (int row = 0; row < golden.path("rows").size(); row++) {
                JsonNode tokens = golden.path("rows").get(row);
                int[] ids = new int[tokens.size()];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = tokens.get(i).intValue();
                }
                float[] vector = embedder.embed(ids);
                assertClose(vector, golden.path("mean_pooled").get(row));
                assertClose(
                        TextEmbedder.normalized(vector),
                        golden.path("normalized").get(row));
            }
        }
    }

    private static void assertClose(float[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected.get(i).doubleValue(), within(1e-4));
        }
    }
}

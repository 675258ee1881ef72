package dev.trainyard.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.SupervisedLoss;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StoriesParityTest {
    private static final JsonNode GOLDEN = Fixtures.json(Fixtures.STORIES.resolve("golden.json"));
    private static final int[] IDS = ids();
    private static final LanguageModel MODEL = ModelFamilies.load(Fixtures.STORIES, LayerDecorator.NONE);

    private static int[] ids() {
        JsonNode list = GOLDEN.path("greedy_ids");
        var ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).intValue());
        return ids;
    }

    @AfterAll
    static void closeModel() {
        MODEL.close();
    }

    @Test
    void continuesGreedilyAsTheReference() {
        assertThat(greedy(1, true)).containsExactly(IDS);
    }

    @Test
    void continuesGreedilyWithoutCache() {
        assertThat(greedy(1, false)).containsExactly(IDS);
    }

    @Test
    void continuesALongPromptGreedily() {
        assertThat(greedy(32, true)).containsExactly(IDS);
    }

    private static int[] greedy(int promptLength, boolean cached) {
        int[] ids = Arrays.copyOf(IDS, promptLength);
        try (NoGrad guard = NoGrad.open();
                KvCache cache = MODEL.newCache(1, IDS.length)) {
            while (ids.length < IDS.length) {
                try (Scope scope = Scope.open()) {
                    int[] fresh = cached ? Arrays.copyOfRange(ids, cache.length(), ids.length) : ids;
                    Tensor input_BT = Tensor.ofIds(fresh, 1, fresh.length);
                    Tensor hidden = cached ? MODEL.hidden(input_BT, cache) : MODEL.hidden(input_BT);
                    Tensor logits = MODEL.logits(hidden.select(1, fresh.length - 1));
                    ids = Arrays.copyOf(ids, ids.length + 1);
                    ids[ids.length - 1] = (int) logits.argmax(-1).itemLong();
                }
            }
        }
        return ids;
    }

    @Test
    void logitsAndLossEqualTheReference() {
        int prefix = GOLDEN.path("prefix_len").intValue();
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor ids_BT = Tensor.ofIds(Arrays.copyOf(IDS, prefix), 1, prefix);
            float[] logits =
                    MODEL.logits(MODEL.hidden(ids_BT)).select(1, prefix - 1).floats();
            double[] expected = Fixtures.doubles(GOLDEN.path("logits_last"));
            for (int v = 0; v < expected.length; v++) {
                assertThat((double) logits[v]).isCloseTo(expected[v], within(1e-3));
            }
            assertThat(SupervisedLoss.mean(MODEL, ids_BT, ids_BT).item())
                    .isCloseTo(GOLDEN.path("mean_nll").doubleValue(), within(1e-4));
        }
    }

    @Test
    void cacheFedInPiecesEqualsNoCache() {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open();
                KvCache cache = MODEL.newCache(1, 64)) {
            Tensor ids_BT = Tensor.ofIds(Arrays.copyOf(IDS, 40), 1, 40);
            Tensor whole = MODEL.hidden(ids_BT);
            int from = 0;
            for (int length : new int[] {7, 1, 12, 20}) {
                Tensor piece = MODEL.hidden(ids_BT.narrow(1, from, length), cache);
                assertThat(piece.sub(whole.narrow(1, from, length)).abs().max().item())
                        .isLessThan(1e-4);
                from += length;
            }
            cache.rewind(8);
            Tensor again = MODEL.hidden(ids_BT.narrow(1, 8, 5), cache);
            assertThat(again.sub(whole.narrow(1, 8, 5)).abs().max().item()).isLessThan(1e-4);
        }
    }
}

package dev.trainyard.model.gpt2;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.Dropout;
import dev.trainyard.nn.Embedding;
import dev.trainyard.nn.FusedAttention;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.LayerNorm;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A GPT-2 model. Source: Radford et al. 2019; transformers, modeling_gpt2.py.
 *
 * <p>Shapes: B batch, T tokens, P positions, C width, N positions, V vocabulary.
 */
final class Gpt2Model implements LanguageModel {
    private final Gpt2Config config;
    private final Parameters parameters;
    private final Mode mode;
    private final Embedding embedding;
    private final Tensor positions_PC;
    private final Dropout dropout;
    private final List<Block> blocks;
    private final LayerNorm finalNorm;
    private final Projection head;

    Gpt2Model(Gpt2Config config, Layers layers) {
        this.config = config;
        this.parameters = layers.parameters();
        this.mode = layers.mode();
        this.embedding =
                new Embedding(layers.weight(Gpt2Keys.EMBEDDING, Initial.NORMAL, config.vocabSize(), config.width()));
        this.positions_PC = layers.weight(Gpt2Keys.POSITIONS, Initial.NORMAL, config.positions(), config.width());
        this.dropout = new Dropout(config.dropout().embedding(), mode);
        this.blocks = IntStream.range(0, config.layers())
                .mapToObj(layer -> new Block(config, layers, layer))
                .toList();
        this.finalNorm = norm(config, layers, Gpt2Keys.FINAL_NORM);
        this.head = config.tieWordEmbeddings()
                ? embedding.asHead()
                : layers.head(Gpt2Keys.HEAD, config.width(), config.vocabSize());
    }

    private static LayerNorm norm(Gpt2Config config, Layers layers, String module) {
        return LayerNorm.of(layers, module, config.width(), config.layerNormEpsilon());
    }

    @Override
    public Gpt2Config config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public Tensor hidden(Tensor ids_BT) {
        return forward(ids_BT, null);
    }

    @Override
    public Tensor hidden(Tensor ids_BT, KvCache cache) {
        Tensor h_BTC = forward(ids_BT, cache);
        cache.advance((int) ids_BT.size(1));
        return h_BTC;
    }

    private Tensor forward(Tensor ids_BT, @Nullable KvCache cache) {
        Tensor h_BTC = embed(ids_BT, cache == null ? 0 : cache.length());
        for (int layer = 0; layer < blocks.size(); layer++) {
            // What backward needs outlives the scope; everything else of a layer is freed with it.
            try (Scope scope = Scope.open()) {
                Tensor next_BTC = blocks.get(layer).apply(h_BTC, cache == null ? null : cache.layer(layer));
                h_BTC.close();
                h_BTC = scope.leave(next_BTC);
            }
        }
        return finalNorm.apply(h_BTC);
    }

    private Tensor embed(Tensor ids_BT, int past) {
        long tokens = ids_BT.size(1);
        if (past + tokens > config.positions()) {
            throw new IllegalArgumentException("a sequence of " + (past + tokens) + " tokens is longer than the "
                    + config.positions() + " positions that the model has learned: cut it");
        }
        return dropout.apply(embedding.apply(ids_BT).add(positions_PC.narrow(0, past, tokens)));
    }

    @Override
    public Tensor logits(Tensor hidden_NC) {
        return head.apply(hidden_NC);
    }

    @Override
    public KvCache newCache(int batch, int maxTokens) {
        return new KvCache(blocks.size(), batch, config.heads(), maxTokens, config.width() / config.heads());
    }

    @Override
    public void close() {
        parameters.close();
    }

    private static final class Block {
        private final LayerNorm attentionNorm;
        private final FusedAttention attention;
        private final LayerNorm feedForwardNorm;
        private final Projection up;
        private final Projection down;
        private final Dropout dropout;

        Block(Gpt2Config config, Layers layers, int layer) {
            int width = config.width();
            String feedForward = Gpt2Keys.feedForward(layer);
            this.attentionNorm = norm(config, layers, Gpt2Keys.attentionNorm(layer));
            this.attention = new FusedAttention(
                    layers,
                    Gpt2Keys.attention(layer),
                    width,
                    config.heads(),
                    new Dropout(config.dropout().attention(), layers.mode()));
            this.feedForwardNorm = norm(config, layers, Gpt2Keys.feedForwardNorm(layer));
            this.up = layers.transposedLinear(feedForward + ".c_fc", width, config.inner());
            this.down = layers.transposedLinear(feedForward + ".c_proj", config.inner(), width);
            this.dropout = new Dropout(config.dropout().residual(), layers.mode());
        }

        Tensor apply(Tensor x_BTC, KvCache.@Nullable Layer cache) {
            Tensor attended_BTC = x_BTC.add(dropout.apply(attention.apply(attentionNorm.apply(x_BTC), cache)));
            Tensor inner_BTF = Functions.geluTanh(up.apply(feedForwardNorm.apply(attended_BTC)));
            return attended_BTC.add(dropout.apply(down.apply(inner_BTF)));
        }
    }
}

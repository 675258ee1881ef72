package dev.trainyard.model.llama;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.Attention;
import dev.trainyard.nn.Embedding;
import dev.trainyard.nn.FeedForward;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.RmsNorm;
import dev.trainyard.nn.Rope;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Llama model. Source: Touvron et al. 2023; transformers, modeling_llama.py.
 *
 * <p>Shapes: B batch, T tokens, C width, N positions, V vocabulary.
 */
final class LlamaModel implements LanguageModel {
    private final LlamaConfig config;
    private final Parameters parameters;
    private final Mode mode;
    private final Embedding embedding;
    private final List<Block> blocks;
    private final RmsNorm finalNorm;
    private final Projection head;
    private final Rope rope;

    LlamaModel(LlamaConfig config, Layers layers) {
        this.config = config;
        this.parameters = layers.parameters();
        this.mode = layers.mode();
        this.embedding = new Embedding(
                layers.weight(LlamaKeys.EMBEDDING, Initial.NORMAL, config.vocabSize(), config.hiddenSize()));
        this.blocks = IntStream.range(0, config.numHiddenLayers())
                .mapToObj(layer -> new Block(config, layers, layer))
                .toList();
        this.finalNorm = norm(config, layers, LlamaKeys.FINAL_NORM);
        this.head = config.tieWordEmbeddings()
                ? embedding.asHead()
                : layers.head(LlamaKeys.HEAD, config.hiddenSize(), config.vocabSize());
        this.rope = new Rope(config.rope());
    }

    private static RmsNorm norm(LlamaConfig config, Layers layers, String key) {
        return new RmsNorm(layers.weight(key, Initial.ONES, config.hiddenSize()), config.rmsNormEps());
    }

    @Override
    public LlamaConfig config() {
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
        Rope.Rotation rotation = rope.at(cache == null ? 0 : cache.length(), (int) ids_BT.size(1));
        Tensor h_BTC = embedding.apply(ids_BT);
        for (int layer = 0; layer < blocks.size(); layer++) {
            // What backward needs outlives the scope; everything else of a layer is freed with it.
            try (Scope scope = Scope.open()) {
                Tensor next_BTC = blocks.get(layer).apply(h_BTC, rotation, cache == null ? null : cache.layer(layer));
                h_BTC.close();
                h_BTC = scope.leave(next_BTC);
            }
        }
        return finalNorm.apply(h_BTC);
    }

    @Override
    public Tensor logits(Tensor hidden_NC) {
        return head.apply(hidden_NC);
    }

    @Override
    public KvCache newCache(int batch, int maxTokens) {
        return new KvCache(
                blocks.size(),
                batch,
                config.numKeyValueHeads(),
                maxTokens,
                config.rope().headDim());
    }

    @Override
    public void close() {
        rope.close();
        parameters.close();
    }

    private static final class Block {
        private final RmsNorm attentionNorm;
        private final Attention attention;
        private final RmsNorm feedForwardNorm;
        private final FeedForward feedForward;

        Block(LlamaConfig config, Layers layers, int layer) {
            this.attentionNorm = norm(config, layers, LlamaKeys.attentionNorm(layer));
            this.attention = new Attention(layers, LlamaKeys.attention(layer), config.attention());
            this.feedForwardNorm = norm(config, layers, LlamaKeys.feedForwardNorm(layer));
            this.feedForward = new FeedForward(
                    layers,
                    LlamaKeys.feedForward(layer),
                    config.hiddenSize(),
                    config.intermediateSize(),
                    config.mlpBias());
        }

        Tensor apply(Tensor x_BTC, Rope.Rotation rotation, KvCache.@Nullable Layer cache) {
            Tensor attended_BTC = x_BTC.add(attention.apply(attentionNorm.apply(x_BTC), rotation, cache));
            return attended_BTC.add(feedForward.apply(feedForwardNorm.apply(attended_BTC)));
        }
    }
}

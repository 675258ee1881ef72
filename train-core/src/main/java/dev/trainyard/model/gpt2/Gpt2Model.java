package dev.trainyard.model.gpt2;

import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.Activation;
import dev.trainyard.nn.AttentionContext;
import dev.trainyard.nn.DecoderParts;
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
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Optional;
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
    private final Embedding positions;
    private final Dropout dropout;
    private final List<Block> blocks;
    private final LayerNorm finalNorm;
    private final Projection head;

    Gpt2Model(Gpt2Config config, Layers layers) {
        this.config = config;
        this.parameters = layers.parameters();
        this.mode = layers.mode();
        Tensor embedding_VC = layers.weight(Gpt2Keys.EMBEDDING, Initial.NORMAL, config.vocabSize(), config.width());
        this.embedding = new Embedding(embedding_VC);
        this.positions =
                new Embedding(layers.weight(Gpt2Keys.POSITIONS, Initial.NORMAL, config.positions(), config.width()));
        this.dropout = new Dropout(config.dropout().embedding(), mode);
        this.blocks = IntStream.range(0, config.layers())
                .mapToObj(layer -> new Block(config, layers, layer))
                .toList();
        this.finalNorm = norm(config, layers, Gpt2Keys.FINAL_NORM);
        this.head = config.tieWordEmbeddings()
                ? layers.tiedHead(embedding_VC)
                : layers.head(Gpt2Keys.HEAD, config.width(), config.vocabSize(), false);
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
    public ForwardPass pass(Tensor ids_N, Sequences sequences) {
        return new Pass(ids_N, sequences, null);
    }

    @Override
    public Tensor hidden(Tensor ids_BT, KvCache cache) {
        Sequences rows = Sequences.rows(ids_BT.size(0), ids_BT.size(1));
        Tensor h_NC = new Pass(ids_BT.reshape(-1), rows, cache).run();
        cache.advance(rows.longest());
        return h_NC.view(rows.count(), rows.longest(), -1);
    }

    private final class Pass implements ForwardPass {
        private final Tensor ids_N;
        private final Sequences sequences;
        private final @Nullable KvCache cache;
        private final Tensor positions_N;

        Pass(Tensor ids_N, Sequences sequences, @Nullable KvCache cache) {
            this.ids_N = ids_N;
            this.sequences = sequences;
            this.cache = cache;
            int past = cache == null ? 0 : cache.length();
            requirePositions(past + sequences.longest());
            this.positions_N = ids(sequences.positions(past));
        }

        @Override
        public Tensor embed() {
            return dropout.apply(embedding.apply(ids_N).add(positions.apply(positions_N)));
        }

        @Override
        public int blocks() {
            return blocks.size();
        }

        @Override
        public Tensor block(int index, Tensor h_NC) {
            var context = new AttentionContext(sequences, cache == null ? null : cache.layer(index));
            return blocks.get(index).apply(h_NC, context);
        }

        @Override
        public Tensor finish(Tensor h_NC) {
            return finalNorm.apply(h_NC);
        }
    }

    private void requirePositions(int tokens) {
        if (tokens > config.positions()) {
            throw new IllegalArgumentException("a sequence of " + tokens + " tokens is longer than the "
                    + config.positions() + " positions that the model has learned: cut it");
        }
    }

    @Override
    public Tensor logits(Tensor hidden_NC) {
        return head.apply(hidden_NC);
    }

    @Override
    public Optional<DecoderParts> parts() {
        if (config.activation() != Activation.GELU_TANH) {
            return Optional.empty(); // the kernels have no other
        }
        return Optional.of(new DecoderParts(
                embedding.weight(),
                Optional.of(positions.weight()),
                Optional.empty(),
                blocks.stream().map(Block::parts).toList(),
                finalNorm,
                head));
    }

    @Override
    public KvCache newCache(int batch, int maxTokens) {
        return new KvCache(blocks.size(), batch, config.heads(), maxTokens, config.width() / config.heads(), device());
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
        private final Activation activation;
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
            this.activation = config.activation();
            this.down = layers.transposedLinear(feedForward + ".c_proj", config.inner(), width);
            this.dropout = new Dropout(config.dropout().residual(), layers.mode());
        }

        DecoderParts.Block parts() {
            var feedForward = new DecoderParts.FeedForwardParts(List.of(up), DecoderParts.Inner.GELU_TANH, down);
            return new DecoderParts.Block(attentionNorm, attention.parts(), feedForwardNorm, feedForward);
        }

        Tensor apply(Tensor x_NC, AttentionContext context) {
            Tensor attended_NC = x_NC.add(dropout.apply(attention.apply(attentionNorm.apply(x_NC), context)));
            Tensor inner_NF = activation.apply(up.apply(feedForwardNorm.apply(attended_NC)));
            return attended_NC.add(dropout.apply(down.apply(inner_NF)));
        }
    }
}

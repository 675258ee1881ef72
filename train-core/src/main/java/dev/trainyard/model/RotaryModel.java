package dev.trainyard.model;

import dev.trainyard.nn.AttentionContext;
import dev.trainyard.nn.DecoderParts;
import dev.trainyard.nn.Embedding;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.RmsNorm;
import dev.trainyard.nn.Rope;
import dev.trainyard.nn.RotaryBlock;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model of Llama's build: embedding, rotary blocks, a last norm and a head. Source: Touvron et al. 2023;
 * transformers, modeling_llama.py, modeling_qwen2.py and modeling_qwen3.py.
 *
 * <p>Shapes: B batch, T tokens, N tokens of all sequences, C width, V vocabulary.
 */
public final class RotaryModel implements LanguageModel {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String LAYER = "model.layers.";
    private static final String FINAL_NORM = "model.norm.weight";
    private static final String HEAD = "lm_head";

    private final RotaryConfig config;
    private final Parameters parameters;
    private final Mode mode;
    private final Embedding embedding;
    private final List<RotaryBlock> blocks;
    private final RmsNorm finalNorm;
    private final Projection head;
    private final Rope rope;

    /** Asks the layers for everything the config needs. */
    public RotaryModel(RotaryConfig config, Layers layers) {
        RotaryShape shape = config.shape();
        this.config = config;
        this.parameters = layers.parameters();
        this.mode = layers.mode();
        Tensor embedding_VC = layers.weight(EMBEDDING, Initial.NORMAL, shape.vocabSize(), shape.hiddenSize());
        this.embedding = new Embedding(embedding_VC);
        this.blocks = IntStream.range(0, shape.numHiddenLayers())
                .mapToObj(layer -> new RotaryBlock(layers, LAYER + layer, config.block()))
                .toList();
        this.finalNorm = new RmsNorm(layers.weight(FINAL_NORM, Initial.ONES, shape.hiddenSize()), shape.rmsNormEps());
        this.head = shape.tieWordEmbeddings()
                ? layers.tiedHead(embedding_VC)
                : layers.head(HEAD, shape.hiddenSize(), shape.vocabSize(), false);
        this.rope = new Rope(shape.rope(), parameters.device());
    }

    /** Whether a weight follows from others: old checkpoints carry the rotary frequencies, some a tied head. */
    public static boolean derives(String key, RotaryConfig config) {
        return key.endsWith(".rotary_emb.inv_freq")
                || (key.equals(HEAD + ".weight") && config.shape().tieWordEmbeddings());
    }

    @Override
    public RotaryConfig config() {
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
        private final Rope.Rotation rotation;

        Pass(Tensor ids_N, Sequences sequences, @Nullable KvCache cache) {
            this.ids_N = ids_N;
            this.sequences = sequences;
            this.cache = cache;
            this.rotation = rope.of(sequences, cache == null ? 0 : cache.length());
        }

        @Override
        public Tensor embed() {
            return embedding.apply(ids_N);
        }

        @Override
        public int blocks() {
            return blocks.size();
        }

        @Override
        public Tensor block(int index, Tensor h_NC) {
            var context = new AttentionContext(sequences, cache == null ? null : cache.layer(index));
            return blocks.get(index).apply(h_NC, rotation, context);
        }

        @Override
        public Tensor finish(Tensor h_NC) {
            return finalNorm.apply(h_NC);
        }
    }

    @Override
    public Tensor logits(Tensor hidden_NC) {
        return head.apply(hidden_NC);
    }

    @Override
    public Optional<DecoderParts> parts() {
        return Optional.of(new DecoderParts(
                embedding.weight(),
                Optional.empty(),
                Optional.of(rope),
                blocks.stream().map(RotaryBlock::parts).toList(),
                finalNorm,
                head));
    }

    @Override
    public KvCache newCache(int batch, int maxTokens) {
        RotaryShape shape = config.shape();
        return new KvCache(
                blocks.size(),
                batch,
                shape.numKeyValueHeads(),
                maxTokens,
                shape.rope().headDim(),
                device());
    }

    @Override
    public void close() {
        rope.close();
        parameters.close();
    }
}

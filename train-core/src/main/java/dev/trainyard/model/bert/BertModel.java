package dev.trainyard.model.bert;

import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.Transformer;
import dev.trainyard.nn.BidirectionalAttention;
import dev.trainyard.nn.Dropout;
import dev.trainyard.nn.Embedding;
import dev.trainyard.nn.Initial;
import dev.trainyard.nn.LayerNorm;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * BERT without a head. Source: Devlin et al. 2018; transformers, modeling_bert.py.
 *
 * <p>Shapes: N tokens of all sequences, C width, F inner width.
 */
final class BertModel implements Transformer {
    private final BertConfig config;
    private final Parameters parameters;
    private final Mode mode;
    private final Embedding embedding;
    private final Embedding positions;
    private final Embedding segments;
    private final LayerNorm embeddingNorm;
    private final Dropout dropout;
    private final List<Block> blocks;

    BertModel(BertConfig config, Layers layers) {
        int width = config.width();
        this.config = config;
        this.parameters = layers.parameters();
        this.mode = layers.mode();
        this.embedding = new Embedding(
                layers.weight(BertKeys.EMBEDDING, Initial.NORMAL, config.vocabSize(), width),
                config.tokens().pad());
        this.positions = new Embedding(layers.weight(BertKeys.POSITIONS, Initial.NORMAL, config.positions(), width));
        this.segments = new Embedding(layers.weight(BertKeys.SEGMENTS, Initial.NORMAL, config.segments(), width));
        this.embeddingNorm = LayerNorm.of(layers, BertKeys.EMBEDDING_NORM, width, config.layerNormEpsilon());
        this.dropout = new Dropout(config.dropout().hidden(), mode);
        this.blocks = IntStream.range(0, config.layers())
                .mapToObj(layer -> new Block(config, layers, BertKeys.layer(layer)))
                .toList();
    }

    @Override
    public BertConfig config() {
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
        return pass(ids_N, ids(new int[sequences.tokens()]), sequences);
    }

    @Override
    public ForwardPass pass(Tensor ids_N, Tensor segments_N, Sequences sequences) {
        if (sequences.longest() > config.positions()) {
            throw new IllegalArgumentException("a sequence of " + sequences.longest() + " tokens is longer than the "
                    + config.positions() + " positions that the model has learned: cut it");
        }
        return new Pass(ids_N, segments_N, sequences);
    }

    private final class Pass implements ForwardPass {
        private final Tensor ids_N;
        private final Tensor segments_N;
        private final Tensor positions_N;
        private final Sequences sequences;

        Pass(Tensor ids_N, Tensor segments_N, Sequences sequences) {
            this.ids_N = ids_N;
            this.segments_N = segments_N;
            this.sequences = sequences;
            this.positions_N = ids(sequences.positions(0));
        }

        @Override
        public Tensor embed() {
            Tensor sum_NC =
                    embedding.apply(ids_N).add(segments.apply(segments_N)).add(positions.apply(positions_N));
            return dropout.apply(embeddingNorm.apply(sum_NC));
        }

        @Override
        public int blocks() {
            return blocks.size();
        }

        @Override
        public Tensor block(int index, Tensor h_NC) {
            return blocks.get(index).apply(h_NC, sequences);
        }

        @Override
        public Tensor finish(Tensor h_NC) {
            // A part's result is never its input itself.
            return h_NC.view(h_NC.size(0), -1);
        }
    }

    @Override
    public void close() {
        parameters.close();
    }

    private static final class Block {
        private final BertConfig config;
        private final BidirectionalAttention attention;
        private final Projection attentionOutput;
        private final LayerNorm attentionNorm;
        private final Projection up;
        private final Projection down;
        private final LayerNorm feedForwardNorm;
        private final Dropout dropout;

        Block(BertConfig config, Layers layers, String module) {
            int width = config.width();
            double epsilon = config.layerNormEpsilon();
            this.config = config;
            this.attention = new BidirectionalAttention(
                    layers,
                    module + ".attention.self",
                    width,
                    config.heads(),
                    new Dropout(config.dropout().attention(), layers.mode()));
            this.attentionOutput = layers.linear(module + ".attention.output.dense", width, width, true);
            this.attentionNorm = LayerNorm.of(layers, module + ".attention.output.LayerNorm", width, epsilon);
            this.up = layers.linear(module + ".intermediate.dense", width, config.inner(), true);
            this.down = layers.linear(module + ".output.dense", config.inner(), width, true);
            this.feedForwardNorm = LayerNorm.of(layers, module + ".output.LayerNorm", width, epsilon);
            this.dropout = new Dropout(config.dropout().hidden(), layers.mode());
        }

        Tensor apply(Tensor x_NC, Sequences sequences) {
            Tensor attended_NC = dropout.apply(attentionOutput.apply(attention.apply(x_NC, sequences)));
            Tensor h_NC = attentionNorm.apply(attended_NC.add(x_NC));
            Tensor inner_NF = config.activation().apply(up.apply(h_NC));
            return feedForwardNorm.apply(dropout.apply(down.apply(inner_NF)).add(h_NC));
        }
    }
}

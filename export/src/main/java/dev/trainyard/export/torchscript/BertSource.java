package dev.trainyard.export.torchscript;

import static dev.trainyard.export.torchscript.Expressions.activation;
import static dev.trainyard.export.torchscript.Expressions.layerNorm;
import static dev.trainyard.export.torchscript.Expressions.linear;
import static dev.trainyard.export.torchscript.Expressions.number;
import static dev.trainyard.export.torchscript.Expressions.self;

import dev.trainyard.model.bert.BertConfig;

/**
 * A BERT classifier as a program in TorchScript, written out from its config: a method for each layer, and attention of
 * plain products. Run by PyTorch 2.7, 2.10 and 2.13.
 *
 * <p>Shapes: B rows, T tokens, C width, H heads, D width of a head.
 */
record BertSource(BertConfig config) implements ProgramSource {
    @Override
    public String text() {
        StringBuilder text = new StringBuilder(forward());
        for (int layer = 0; layer < config.layers(); layer++) {
            text.append(layer(layer));
        }
        return text.toString();
    }

    private String forward() {
        StringBuilder layers = new StringBuilder();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.append("    x = self.layer_").append(layer).append("(x, ignored)\n");
        }
        return """
                def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
                    positions = torch.arange(input_ids.size(1), device=input_ids.device)
                    x = torch.embedding(%s, input_ids) + torch.embedding(%s, token_type_ids)
                    x = x + torch.embedding(%s, positions)
                    x = %s
                    ignored = torch.eq(attention_mask, 0).unsqueeze(1).unsqueeze(1)
                %s    pooled = torch.tanh(%s)
                    return %s

                """.formatted(
                        self("bert.embeddings.word_embeddings.weight"),
                        self("bert.embeddings.token_type_embeddings.weight"),
                        self("bert.embeddings.position_embeddings.weight"),
                        layerNorm("x", "bert.embeddings.LayerNorm", config.width(), config.layerNormEpsilon()),
                        layers,
                        linear("x.select(1, 0)", "bert.pooler.dense"),
                        linear("pooled", "classifier"));
    }

    private String layer(int layer) {
        String module = "bert.encoder.layer." + layer;
        int headWidth = config.width() / config.heads();
        return """
                def layer_%d(self, x: Tensor, ignored: Tensor) -> Tensor:
                    rows = x.size(0)
                    q = %s.view(rows, -1, %d, %d).transpose(1, 2)
                    k = %s.view(rows, -1, %d, %d).transpose(1, 2)
                    v = %s.view(rows, -1, %d, %d).transpose(1, 2)
                    scores = torch.matmul(q, k.transpose(-1, -2)) * %s
                    weights = torch.softmax(scores.masked_fill(ignored, -3.0e38), -1)
                    seen = torch.matmul(weights, v).transpose(1, 2).reshape(rows, -1, %d)
                    h = %s + x
                    h = %s
                    inner = %s
                    out = %s + h
                    return %s

                """.formatted(
                layer,
                linear("x", module + ".attention.self.query"),
                config.heads(),
                headWidth,
                linear("x", module + ".attention.self.key"),
                config.heads(),
                headWidth,
                linear("x", module + ".attention.self.value"),
                config.heads(),
                headWidth,
                number(1 / Math.sqrt(headWidth)),
                config.width(),
                linear("seen", module + ".attention.output.dense"),
                layerNorm("h", module + ".attention.output.LayerNorm", config.width(), config.layerNormEpsilon()),
                activation(config.activation(), linear("h", module + ".intermediate.dense")),
                linear("inner", module + ".output.dense"),
                layerNorm("out", module + ".output.LayerNorm", config.width(), config.layerNormEpsilon()));
    }
}

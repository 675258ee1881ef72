package dev.trainyard.export.torchscript;

import static dev.trainyard.export.torchscript.Expressions.linear;
import static dev.trainyard.export.torchscript.Expressions.linearWithoutBias;
import static dev.trainyard.export.torchscript.Expressions.number;
import static dev.trainyard.export.torchscript.Expressions.rmsNorm;
import static dev.trainyard.export.torchscript.Expressions.self;

import dev.trainyard.model.RotaryConfig;
import dev.trainyard.model.RotaryShape;
import java.util.Map;
import java.util.Set;

/**
 * A classifier of Llama's build as a program in TorchScript.
 *
 * <p>Shapes: B rows, T tokens, C width, H heads, K heads of keys, D width of a head.
 *
 * @param weights names of all weights, which tell where there are biases and norms of heads
 */
record RotarySource(RotaryConfig config, Set<String> weights) implements ProgramSource {
    private static final String FREQUENCIES = "inverse_frequencies";

    @Override
    public Map<String, float[]> constants() {
        return Map.of(FREQUENCIES, config.shape().rope().inverseFrequencies());
    }

    @Override
    public String text() {
        int layers = config.shape().numHiddenLayers();
        StringBuilder text = new StringBuilder();
        text.append("def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:\n")
                .append(CausalText.MASK)
                .append("""
                            halves = positions.unsqueeze(-1) * self.%s
                            angles = torch.cat([halves, halves], -1).unsqueeze(1)
                            cos = torch.cos(angles)
                            sin = torch.sin(angles)
                            x = torch.embedding(%s, input_ids)
                        """.formatted(FREQUENCIES, self("model.embed_tokens.weight")))
                .append(CausalText.layers(layers, "cos, sin, ignored"))
                .append("    x = %s\n"
                        .formatted(rmsNorm("x", "model.norm", config.shape().rmsNormEps())))
                .append(CausalText.scores(config.tokens()))
                .append(turned());
        for (int layer = 0; layer < layers; layer++) {
            text.append(layer(layer));
        }
        return text.toString();
    }

    /** Each half of the features in the other's place, the second one negative. */
    private String turned() {
        int half = config.shape().rope().headDim() / 2;
        return """
                def turned(self, x: Tensor) -> Tensor:
                    return torch.cat([-x.narrow(-1, %d, %d), x.narrow(-1, 0, %d)], -1)

                """.formatted(half, half, half);
    }

    private String layer(int layer) {
        RotaryShape shape = config.shape();
        String module = "model.layers." + layer;
        String attention = module + ".self_attn";
        int width = shape.rope().headDim();
        int shared = shape.numAttentionHeads() / shape.numKeyValueHeads();
        return """
                def layer_%d(self, x: Tensor, cos: Tensor, sin: Tensor, ignored: Tensor) -> Tensor:
                    rows = x.size(0)
                    h = %s
                    q = %s.view(rows, -1, %d, %d)
                    k = %s.view(rows, -1, %d, %d)
                    v = %s.view(rows, -1, %d, %d).transpose(1, 2)
                    q = %s
                    k = %s
                    q = q.transpose(1, 2)
                    k = k.transpose(1, 2)
                    q = q * cos + self.turned(q) * sin
                    k = k * cos + self.turned(k) * sin
                    k = torch.repeat_interleave(k, %d, 1)
                    v = torch.repeat_interleave(v, %d, 1)
                    scores = torch.matmul(q, k.transpose(-1, -2)) * %s
                    weights = torch.softmax(scores.masked_fill(ignored, -3.0e38), -1)
                    seen = torch.matmul(weights, v).transpose(1, 2).reshape(rows, -1, %d)
                    x = %s + x
                    h = %s
                    inner = torch.silu(%s) * %s
                    return %s + x

                """.formatted(
                        layer,
                        rmsNorm("x", module + ".input_layernorm", shape.rmsNormEps()),
                        map("h", attention + ".q_proj"),
                        shape.numAttentionHeads(),
                        width,
                        map("h", attention + ".k_proj"),
                        shape.numKeyValueHeads(),
                        width,
                        map("h", attention + ".v_proj"),
                        shape.numKeyValueHeads(),
                        width,
                        headNorm("q", attention + ".q_norm"),
                        headNorm("k", attention + ".k_norm"),
                        shared,
                        shared,
                        number(1 / Math.sqrt(width)),
                        shape.numAttentionHeads() * width,
                        map("seen", attention + ".o_proj"),
                        rmsNorm("x", module + ".post_attention_layernorm", shape.rmsNormEps()),
                        map("h", module + ".mlp.gate_proj"),
                        map("h", module + ".mlp.up_proj"),
                        map("inner", module + ".mlp.down_proj"));
    }

    private String map(String x, String module) {
        return weights.contains(module + ".bias") ? linear(x, module) : linearWithoutBias(x, module);
    }

    private String headNorm(String x, String module) {
        return weights.contains(module + ".weight")
                ? rmsNorm(x, module, config.shape().rmsNormEps())
                : x;
    }
}

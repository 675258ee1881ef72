package dev.trainyard.export.torchscript;

import static dev.trainyard.export.torchscript.Expressions.activation;
import static dev.trainyard.export.torchscript.Expressions.layerNorm;
import static dev.trainyard.export.torchscript.Expressions.number;
import static dev.trainyard.export.torchscript.Expressions.self;

import dev.trainyard.model.gpt2.Gpt2Config;

/** A GPT-2 classifier as a program in TorchScript; its maps are stored as (in, out). */
record Gpt2Source(Gpt2Config config) implements ProgramSource {
    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:\n")
                .append(CausalText.MASK)
                .append("    x = torch.embedding(%s, input_ids) + torch.embedding(%s, positions)\n"
                        .formatted(self("transformer.wte.weight"), self("transformer.wpe.weight")))
                .append(CausalText.layers(config.layers(), "ignored"))
                .append("    x = %s\n".formatted(norm("x", "transformer.ln_f")))
                .append(CausalText.scores(config.tokens()));
        for (int layer = 0; layer < config.layers(); layer++) {
            text.append(layer(layer));
        }
        return text.toString();
    }

    private String layer(int layer) {
        String module = "transformer.h." + layer;
        int headWidth = config.width() / config.heads();
        return """
                def layer_%d(self, x: Tensor, ignored: Tensor) -> Tensor:
                    rows = x.size(0)
                    h = %s
                    parts = %s.view(rows, -1, 3, %d, %d)
                    q = parts.select(2, 0).transpose(1, 2)
                    k = parts.select(2, 1).transpose(1, 2)
                    v = parts.select(2, 2).transpose(1, 2)
                    scores = torch.matmul(q, k.transpose(-1, -2)) * %s
                    weights = torch.softmax(scores.masked_fill(ignored, -3.0e38), -1)
                    seen = torch.matmul(weights, v).transpose(1, 2).reshape(rows, -1, %d)
                    x = %s + x
                    h = %s
                    inner = %s
                    return %s + x

                """.formatted(
                        layer,
                        norm("x", module + ".ln_1"),
                        map("h", module + ".attn.c_attn"),
                        config.heads(),
                        headWidth,
                        number(1 / Math.sqrt(headWidth)),
                        config.width(),
                        map("seen", module + ".attn.c_proj"),
                        norm("x", module + ".ln_2"),
                        activation(config.activation(), map("h", module + ".mlp.c_fc")),
                        map("inner", module + ".mlp.c_proj"));
    }

    private String norm(String x, String module) {
        return layerNorm(x, module, config.width(), config.layerNormEpsilon());
    }

    private static String map(String x, String module) {
        return "(torch.matmul(%s, %s) + %s)".formatted(x, self(module + ".weight"), self(module + ".bias"));
    }
}

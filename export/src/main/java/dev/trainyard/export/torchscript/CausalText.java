package dev.trainyard.export.torchscript;

import static dev.trainyard.export.torchscript.Expressions.linearWithoutBias;

import dev.trainyard.model.SpecialTokens;

/** What classifiers that read from left to right have in common: places, the mask, and the last token that counts. */
final class CausalText {
    private CausalText() {}

    /** Sets {@code positions} (B, T), which skip padding on either side, and {@code ignored} (B, 1, T, T). */
    static final String MASK = """
                positions = torch.clamp(torch.cumsum(attention_mask, 1) - 1, 0)
                places = torch.arange(input_ids.size(1), device=input_ids.device)
                later = torch.gt(places.unsqueeze(0), places.unsqueeze(1)).unsqueeze(0).unsqueeze(0)
                ignored = torch.logical_or(later, torch.eq(attention_mask, 0).unsqueeze(1).unsqueeze(1))
            """;

    /** The scores (B, classes) of {@code x} (B, T, C), at the last token that is no padding. */
    static String scores(SpecialTokens tokens) {
        String counted = tokens.pad().isPresent()
                ? "attention_mask * torch.ne(input_ids, " + tokens.pad().getAsInt() + ")"
                : "attention_mask";
        return """
                    last = torch.argmax(places * (%s), 1)
                    chosen = x.gather(1, last.view(-1, 1, 1).expand(-1, 1, x.size(2))).select(1, 0)
                    return %s

                """.formatted(counted, linearWithoutBias("chosen", "score"));
    }

    /** Calls of all layers, each given the same further arguments. */
    static String layers(int count, String arguments) {
        StringBuilder calls = new StringBuilder();
        for (int layer = 0; layer < count; layer++) {
            calls.append("    x = self.layer_%d(x, %s)\n".formatted(layer, arguments));
        }
        return calls.toString();
    }
}

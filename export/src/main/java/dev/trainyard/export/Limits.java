package dev.trainyard.export;

import dev.trainyard.export.llamacpp.Precision;
import dev.trainyard.export.parity.ParityLimits;
import java.util.Optional;

/** How much the export of each target may differ; docs/guides/export.md has what was measured. */
final class Limits {
    private static final ParityLimits EXACT = new ParityLimits(
            1e-4, 1e-6, 1e-4, 0, "the weights are the same numbers: only the order of sums may differ");
    private static final ParityLimits HALF =
            new ParityLimits(0.02, 1e-3, 0.005, 0.01, "11 bits of each weight are kept");
    private static final ParityLimits BRAIN = new ParityLimits(0.1, 5e-3, 0.01, 0.02, "8 bits of each weight are kept");
    private static final ParityLimits EIGHT =
            new ParityLimits(null, 0.01, 0.01, 0.02, "8 bits of each weight are kept, and a scale for a group");
    private static final ParityLimits FOUR_MIXED =
            new ParityLimits(null, 0.1, 0.08, 0.05, "4 bits of most weights are kept, 6 of the most important");
    private static final ParityLimits FOUR = new ParityLimits(null, 0.2, 0.15, 0.08, "4 bits of each weight are kept");

    private Limits() {}

    static ParityLimits of(Target target, Optional<Precision> precision) {
        return switch (target) {
            case HUGGINGFACE, PEFT, GGUF_ADAPTER, TORCHSCRIPT -> EXACT;
            case INT8 -> EIGHT;
            case GGUF ->
                switch (precision.orElseThrow()) {
                    case F32 -> EXACT;
                    case F16 -> HALF;
                    case BF16 -> BRAIN;
                    case Q8_0 -> EIGHT;
                    case Q4_K_M -> FOUR_MIXED;
                    case Q4_0 -> FOUR;
                };
        };
    }
}

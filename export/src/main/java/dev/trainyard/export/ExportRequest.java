package dev.trainyard.export;

import dev.trainyard.export.llamacpp.Precision;
import dev.trainyard.export.parity.ParityLimits;
import dev.trainyard.export.parity.ProbeFile;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be exported, and how.
 *
 * @param model a folder in Hugging Face layout
 * @param adapter a PEFT adapter of it, which is merged, or itself exported
 * @param precision of GGUF
 * @param name for people, and of files
 * @param probes held-out rows; if empty, the model is compared on rows that it says itself
 * @param maxDivergence in place of the target's limit
 * @param maxPerplexityChange in place of the target's limit
 */
public record ExportRequest(
        Path model,
        Optional<Path> adapter,
        Target target,
        Optional<Precision> precision,
        String name,
        Optional<ProbeFile> probes,
        Optional<Double> maxDivergence,
        Optional<Double> maxPerplexityChange) {

    /** @throws TrainingFailure INVALID_SPEC with everything that does not fit together */
    public ExportRequest {
        List<String> problems = new ArrayList<>();
        if (target == Target.GGUF && precision.isEmpty()) {
            problems.add("target gguf needs a quantization: f32, f16, bf16, q8_0, q4_0 or q4_k_m");
        }
        if (target != Target.GGUF && precision.isPresent()) {
            problems.add("quantization is for target gguf, not for " + target);
        }
        if (target.isAdapter() && adapter.isEmpty()) {
            problems.add("target " + target + " needs an adapter");
        }
        if (name.isBlank() || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            problems.add("name \"" + name + "\" is no file name: expected letters, digits, dots, dashes, at most 128");
        }
        maxDivergence
                .filter(limit -> !(limit > 0))
                .ifPresent(limit -> problems.add("max divergence " + limit + " is not above 0"));
        maxPerplexityChange
                .filter(limit -> !(limit > 0))
                .ifPresent(limit -> problems.add("max perplexity change " + limit + " is not above 0"));
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_SPEC, String.join("; ", problems));
        }
    }

    /** The target's limits, with those of this request in their place. */
    ParityLimits limits() {
        ParityLimits limits = Limits.of(target, precision);
        ParityLimits diverging = maxDivergence.map(limits::withDivergence).orElse(limits);
        return maxPerplexityChange.map(diverging::withPerplexityChange).orElse(diverging);
    }
}

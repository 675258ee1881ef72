package dev.trainyard.train;

import dev.trainyard.data.Dataset;
import dev.trainyard.data.RenderedRow;
import java.util.List;

/** Looks at a run before its first step. */
final class Preparations {
    private static final int SAMPLES = 3;

    private Preparations() {}

    /** What is known of a run with this model and these rows, in so many batches an epoch. */
    static Preparation of(
            TrainConfig config,
            PreparedModel model,
            PreparedData data,
            int batchesPerEpoch,
            MemoryFit memory,
            long limit) {
        Dataset rows = data.training();
        int steps = Trainer.totalSteps(config.loop(), batchesPerEpoch);
        long stepsPerEpoch = Math.ceilDiv(batchesPerEpoch, config.loop().gradientAccumulationSteps());
        MemoryEstimate estimate = memory.estimate();
        List<RenderedRow> samples = rows.rows().stream()
                .limit(SAMPLES)
                .map(row -> RenderedRow.of(row, model.tokenizer()))
                .toList();
        return new Preparation(
                rows.rows().size(),
                data.heldOut().map(held -> held.rows().size()).orElse(0),
                rows.tokens(),
                rows.supervisedTokens(),
                rows.cutRows(),
                data.maxLength(),
                config.data().batching(),
                batchesPerEpoch,
                steps,
                Math.round(rows.tokens() * (double) steps / stepsPerEpoch),
                data.cached(),
                samples,
                new Preparation.Memory(estimate.total(), limit, estimate.parts()));
    }

    /** The memory of a run. */
    static MemoryFit memory(TrainConfig config, PreparedModel model, PreparedData data) {
        MemoryEstimate.Shape shape = MemoryEstimate.Shape.of(
                model.model().parameters().all(),
                model.weights().trainable(),
                model.task().scored());
        return new MemoryFit(
                config, shape, data.training(), data.maxLength(), model.model().device());
    }
}

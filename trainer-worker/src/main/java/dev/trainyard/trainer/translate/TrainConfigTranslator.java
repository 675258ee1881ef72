package dev.trainyard.trainer.translate;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.AdapterSpec;
import dev.trainyard.contracts.spec.Checkpointing;
import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.EvaluationSpec;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.Hyperparameters;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.ModelSpec;
import dev.trainyard.contracts.spec.Optimization;
import dev.trainyard.train.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns the job spec that users write into the config of the training library. */
public final class TrainConfigTranslator {
    private final PathResolver paths;
    private final Room room;

    /** @param room what a job may have here */
    public TrainConfigTranslator(PathResolver paths, Room room) {
        this.paths = paths;
        this.room = room;
    }

    /**
     * What there is for a job.
     *
     * @param ranks processes
     * @param gpus GPUs, one for each of the processes that ask for one
     */
    public record Room(int ranks, int gpus) {}

    /**
     * The config of one training run, every path absolute.
     *
     * <p>Errors: INVALID_SPEC where the spec asks for what a worker does not have, and whatever the paths are refused
     * for.
     */
    public TrainConfig translate(JobSpec spec) {
        requireSupported(spec);
        Hyperparameters numbers = spec.hyperparameters();
        // Before the model, which may have to be fetched from far away.
        TrainConfig.Data data = data(spec.trainingData(), numbers.maxLength(), spec.optimization());
        return new TrainConfig(
                model(spec.model()),
                data,
                loop(numbers, spec.optimization()),
                lora(spec.adapter()),
                spec.optimization().dpo().map(dpo -> new TrainConfig.Dpo(dpo.beta(), dpo.labelSmoothing())),
                optim(spec.optimization(), numbers),
                validation(spec.evaluation(), spec.optimization().earlyStopping()),
                checkpoints(spec.checkpoints()),
                numbers.seed());
    }

    private void requireSupported(JobSpec spec) {
        List<Problem> problems = new ArrayList<>();
        if (spec.training().worldSize() > room.ranks()) {
            problems.add(new Problem(
                    "training.world_size",
                    spec.training().worldSize() + " processes asked for, but this worker has room for " + room.ranks()
                            + ": set it to at most that, or trainyard.worker.max-ranks of the workers higher"));
        }
        if (spec.resources().gpus() > room.gpus()) {
            problems.add(new Problem(
                    "resources.gpus",
                    spec.resources().gpus() + " GPUs asked for, but this worker has " + room.gpus()
                            + " for a job: set it to 0 to train on CPUs, or run workers with GPUs"
                            + " (docs/guides/gpu.md)"));
        }
        if (!problems.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_SPEC,
                    String.join("; ", problems.stream().map(Problem::toString).toList()),
                    problems);
        }
    }

    private TrainConfig.Model model(ModelSpec model) {
        return new TrainConfig.Model(
                model.base().map(paths::model),
                model.architecture().map(TrainConfigTranslator::architecture),
                model.base().flatMap(this::nameOnHub),
                name(model.task()),
                model.numLabels(),
                model.labels().orElse(List.of()));
    }

    private Optional<String> nameOnHub(String base) {
        return HubReference.orPath(base, paths::holds).map(HubReference::id);
    }

    private static TrainConfig.Architecture architecture(ModelSpec.Architecture shape) {
        return new TrainConfig.Architecture(
                shape.modelType(),
                shape.vocabSize(),
                shape.hiddenSize(),
                shape.intermediateSize(),
                shape.numHiddenLayers(),
                shape.numAttentionHeads(),
                shape.numKeyValueHeads(),
                shape.headDim(),
                shape.maxPositionEmbeddings(),
                shape.ropeTheta(),
                shape.rmsNormEps(),
                shape.tieWordEmbeddings());
    }

    private TrainConfig.Data data(DataSpec data, int maxLength, Optimization optimization) {
        return new TrainConfig.Data(
                data.path().stream().map(paths::data).toList(),
                name(data.format()),
                data.validationSplit(),
                data.validationPath().map(paths::data),
                data.shuffle(),
                maxLength,
                batching(optimization),
                data.columns());
    }

    private static String batching(Optimization optimization) {
        if (optimization.packing()) {
            return "packed";
        }
        return optimization.groupByLength() ? "by_length" : "rows";
    }

    private static TrainConfig.Loop loop(Hyperparameters numbers, Optimization optimization) {
        return new TrainConfig.Loop(
                numbers.batchSize(),
                numbers.gradientAccumulationSteps(),
                numbers.epochs(),
                numbers.maxSteps(),
                numbers.maxGradNorm(),
                name(optimization.precision()),
                optimization.gradientCheckpointing());
    }

    private Optional<TrainConfig.Lora> lora(AdapterSpec adapter) {
        return adapter.method() == AdapterSpec.Method.NONE
                ? Optional.empty()
                : Optional.of(new TrainConfig.Lora(
                        AdapterTranslator.shape(adapter),
                        adapter.quantization().map(AdapterTranslator::quantization),
                        adapter.initFrom().map(paths::adapter)));
    }

    private static TrainConfig.Optim optim(Optimization optimization, Hyperparameters numbers) {
        return new TrainConfig.Optim(
                name(optimization.optimizer()),
                numbers.learningRate(),
                numbers.weightDecay(),
                name(optimization.scheduler()),
                numbers.warmupSteps(),
                optimization.betas().orElse(TrainConfig.Optim.BETAS),
                optimization.eps().orElse(TrainConfig.Optim.EPS),
                optimization.momentum().orElse(0),
                optimization.nesterov().orElse(false));
    }

    private static TrainConfig.Validation validation(
            EvaluationSpec evaluation, Optimization.EarlyStopping earlyStopping) {
        return new TrainConfig.Validation(
                evaluation.everySteps(),
                earlyStopping.enabled() ? OptionalInt.of(earlyStopping.patience()) : OptionalInt.empty(),
                earlyStopping.minDelta(),
                earlyStopping.metric(),
                evaluation.saveBestModel());
    }

    private static TrainConfig.Checkpoints checkpoints(Checkpointing checkpoints) {
        return new TrainConfig.Checkpoints(checkpoints.everySteps(), checkpoints.everyEpoch(), checkpoints.keepLast());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

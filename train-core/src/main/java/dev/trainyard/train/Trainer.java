package dev.trainyard.train;

import dev.trainyard.data.AccumulationGroup;
import dev.trainyard.data.Batch;
import dev.trainyard.data.BatchSource;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.distributed.GradientReducer;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Mode;
import dev.trainyard.optim.GradientNorm;
import dev.trainyard.optim.LearningRateSchedule;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop: fetch, forward and backward over the accumulated batches, check, clip, step, tell.
 *
 * <p>The loss of a step is the summed loss of all its batches on all ranks, divided by their weight, so that
 * accumulation and ranks change memory and speed and nothing else. Thread-safety: for one thread.
 */
final class Trainer {
    private final TrainConfig config;
    private final Mode mode;
    private final Objective objective;
    private final ParameterBuffer parameters;
    private final Optimizer optimizer;
    private final LearningRateSchedule schedule;
    private final BatchSource batches;
    private final Optional<Validator> validator;
    private final RunCheckpoints checkpoints;
    private final Ranks ranks;
    private final GradientReducer reducer;
    private final TrainListener listener;
    private final int totalSteps;
    private TrainerState state;
    private int savedStep;
    private Optional<Score> lastScore = Optional.empty();

    /** What the loop works with. */
    record Parts(
            Mode mode,
            Objective objective,
            ParameterBuffer parameters,
            Optimizer optimizer,
            BatchSource batches,
            Optional<Validator> validator,
            RunCheckpoints checkpoints,
            Ranks ranks) {}

    Trainer(TrainConfig config, Parts parts, TrainerState state, TrainListener listener) {
        this.config = config;
        this.mode = parts.mode;
        this.objective = parts.objective;
        this.parameters = parts.parameters;
        this.optimizer = parts.optimizer;
        this.batches = parts.batches;
        this.validator = parts.validator;
        this.checkpoints = parts.checkpoints;
        this.ranks = parts.ranks;
        this.reducer = ranks.reducer(parameters);
        this.state = state;
        this.savedStep = state.step();
        this.listener = listener;
        this.totalSteps = totalSteps(config.loop(), batches.perEpoch());
        this.schedule = new LearningRateSchedule(
                LearningRateSchedule.Shape.named(config.optim().scheduler()),
                config.optim().learningRate(),
                config.optim().warmupSteps(),
                totalSteps);
    }

    /** Optimizer steps of a whole run; the last step of an epoch may have fewer batches. */
    static int totalSteps(TrainConfig.Loop loop, int batchesPerEpoch) {
        long perEpoch = Math.ceilDiv(batchesPerEpoch, loop.gradientAccumulationSteps());
        return (int) Math.min(perEpoch * loop.epochs(), loop.maxSteps().orElse(Integer.MAX_VALUE));
    }

    /** Trains until the last step, until patience is used up, or until the signal; then every weight is in a checkpoint. */
    TrainerState run(StopSignal stop) {
        StepClock clock = new StepClock(System::nanoTime);
        while (!isFinished() && !ranks.anyStops(stop)) {
            AccumulationGroup step =
                    batches.group(state.epoch(), state.batch(), config.loop().gradientAccumulationSteps());
            double lossSum = forwardAndBackward(step);
            double gradNorm = ranks.ofFirst(GradientNorm.of(parameters));
            requireFinite(lossSum, gradNorm, step);
            GradientNorm.clip(parameters, gradNorm, config.loop().maxGradNorm());
            optimizer.step(schedule.rate(state.step() + 1));
            lastScore = Optional.empty();
            tell(step, lossSum, gradNorm, clock);
            finishStep();
            clock.pauseEnded();
        }
        return state;
    }

    /** Whether no step is left to take. */
    boolean isFinished() {
        return state.step() >= totalSteps || state.stopping().isExhausted();
    }

    private double forwardAndBackward(AccumulationGroup step) {
        mode.train();
        double sum = 0;
        List<Batch> mine = ranks.share(step);
        for (Batch batch : mine) {
            boolean last = batch == mine.getLast();
            sum += objective.backward(
                    batch, 1.0 / step.weight(), last ? reducer::blockDone : LayerwisePass.BlockListener.NONE);
        }
        reducer.finish();
        mode.predict();
        return ranks.sum(sum);
    }

    /** Comes before the optimizer: the weights and the last checkpoint stay good. */
    private void requireFinite(double lossSum, double gradNorm, AccumulationGroup step) {
        if (!Double.isFinite(lossSum) || !Double.isFinite(gradNorm)) {
            List<RowOrigin> rows = step.batches().stream()
                    .flatMap(batch -> batch.origins().stream())
                    .toList();
            throw new TrainingFailure(
                    FailureCode.NON_FINITE,
                    "step " + (state.step() + 1) + " has loss " + lossSum / step.weight() + " and gradient norm "
                            + gradNorm + " on rows " + rows
                            + ": lower learning_rate, raise warmup_steps or look at these rows; "
                            + checkpoints
                                    .lastGood()
                                    .map(path -> "the last good checkpoint is " + path.getFileName())
                                    .orElse("there is no checkpoint yet"));
        }
    }

    private void tell(AccumulationGroup step, double lossSum, double gradNorm, StepClock clock) {
        double seconds = clock.stepEnded();
        state = state.afterStep(step, lossSum, Math.round(seconds * 1e3));
        listener.on(new TrainEvent.StepTaken(
                state.step(),
                totalSteps,
                epoch(),
                config.loop().epochs(),
                lossSum / step.weight(),
                gradNorm,
                schedule.rate(state.step()),
                state.tokens(),
                step.tokens() / seconds,
                clock.remaining(totalSteps - state.step()),
                rewards()));
    }

    private Map<String, Double> rewards() {
        return objective
                .observed()
                .map(ranks::sum)
                .filter(PreferenceScore.class::isInstance)
                .map(score -> ((PreferenceScore) score).rewards())
                .orElse(Map.of());
    }

    /** Epochs done, with the fraction of the present one. */
    private double epoch() {
        return state.epoch() + (double) state.batch() / batches.perEpoch();
    }

    private void finishStep() {
        boolean epochEnds = state.batch() == batches.perEpoch();
        if (epochEnds) {
            state = state.afterEpoch();
            listener.on(new TrainEvent.EpochEnded(state.step(), state.epoch(), state.trainLoss()));
        }
        if (isDue(config.validation().everySteps(), epochEnds)) {
            validate();
        }
        boolean best = state.stopping().isBest(state.step());
        boolean byEpoch = epochEnds && config.checkpoints().everyEpoch();
        if (best || byEpoch || isDue(config.checkpoints().everySteps(), false)) {
            save(best);
        }
    }

    /** Every so many steps, with 0 at the end of each epoch if asked so, and always after the last step. */
    private boolean isDue(int everySteps, boolean atEpochEnd) {
        boolean due = everySteps == 0 ? atEpochEnd : state.step() % everySteps == 0;
        return due || isFinished();
    }

    private void validate() {
        validator.ifPresent(held -> {
            Score score = ranks.score(held, objective);
            lastScore = Optional.of(score);
            state = state.afterValidation(score.metric(config.validation().metric()));
            listener.on(new TrainEvent.Validated(state.step(), epoch(), score));
            if (state.stopping().isExhausted() && state.step() < totalSteps) {
                listener.on(new TrainEvent.StoppedEarly(state.step(), exhausted()));
            }
        });
    }

    private String exhausted() {
        EarlyStopping stopping = state.stopping();
        return stopping.metric() + " did not improve by more than " + stopping.minDelta() + " in "
                + stopping.withoutImprovement() + " validations; best "
                + (stopping.best().isPresent() ? stopping.best().getAsDouble() : Double.NaN) + " after step "
                + stopping.bestStep();
    }

    /** The score of the held-out rows by the present weights, if they were scored since the last step. */
    Optional<Score> score() {
        return lastScore;
    }

    /** Saves the present state unless it is saved, as after a stop signal. */
    void save() {
        if (savedStep != state.step()) {
            save(state.stopping().isBest(state.step()));
        }
    }

    private void save(boolean best) {
        ranks.requireSameWeights(parameters);
        Optional<Path> path = checkpoints.save(state, best);
        savedStep = state.step();
        path.ifPresent(saved -> listener.on(new TrainEvent.CheckpointSaved(state.step(), saved, best)));
    }
}

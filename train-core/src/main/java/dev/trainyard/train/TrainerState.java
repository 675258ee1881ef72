package dev.trainyard.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.data.AccumulationGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Where a run stands: with the weights, the optimizer's state and the random state, all that is needed to go on.
 *
 * @param step optimizer steps taken
 * @param epoch whole epochs done
 * @param batch batches of the present epoch that were trained on
 * @param tokens tokens trained on, padding left out
 * @param epochLoss summed loss of the present epoch so far
 * @param epochWeight what the losses of the present epoch weigh so far
 * @param lastEpochLoss mean loss of the last whole epoch; 0 before its end
 * @param trainedMillis time spent on steps, over all interruptions
 * @param lastValidated step after which the held-out rows were scored last; 0 = never
 * @param stopping the validations so far
 */
record TrainerState(
        int step,
        int epoch,
        int batch,
        long tokens,
        double epochLoss,
        double epochWeight,
        double lastEpochLoss,
        long trainedMillis,
        int lastValidated,
        EarlyStopping stopping) {
    private static final String FILE = "trainer_state.json";

    static TrainerState fresh(TrainConfig.Validation validation) {
        return new TrainerState(0, 0, 0, 0, 0, 0, 0, 0, 0, EarlyStopping.watching(validation));
    }

    /** After an optimizer step over these batches. */
    TrainerState afterStep(AccumulationGroup group, double lossSum, long millis) {
        return new TrainerState(
                step + 1,
                epoch,
                batch + group.batches().size(),
                tokens + group.tokens(),
                epochLoss + lossSum,
                epochWeight + group.weight(),
                lastEpochLoss,
                trainedMillis + millis,
                lastValidated,
                stopping);
    }

    /** Mean loss of the present epoch, or of the last one where the present has not begun. */
    double trainLoss() {
        return epochWeight > 0 ? epochLoss / epochWeight : lastEpochLoss;
    }

    /** At the start of the next epoch. */
    TrainerState afterEpoch() {
        return new TrainerState(step, epoch + 1, 0, tokens, 0, 0, trainLoss(), trainedMillis, lastValidated, stopping);
    }

    /** After a validation at the present step. */
    TrainerState afterValidation(double metric) {
        return new TrainerState(
                step,
                epoch,
                batch,
                tokens,
                epochLoss,
                epochWeight,
                lastEpochLoss,
                trainedMillis,
                step,
                stopping.after(step, metric));
    }

    void write(Path folder) throws IOException {
        ObjectNode json = Json.object()
                .put("step", step)
                .put("epoch", epoch)
                .put("batch", batch)
                .put("tokens", tokens)
                .put("epoch_loss", epochLoss)
                .put("epoch_weight", epochWeight)
                .put("last_epoch_loss", lastEpochLoss)
                .put("trained_millis", trainedMillis)
                .put("last_validated", lastValidated);
        stopping.best().ifPresent(best -> json.put("best_metric", best));
        stopping.reference().ifPresent(reference -> json.put("reference_metric", reference));
        json.put("best_step", stopping.bestStep()).put("without_improvement", stopping.withoutImprovement());
        Files.writeString(folder.resolve(FILE), json.toPrettyString() + "\n");
    }

    static TrainerState read(Path folder, TrainConfig.Validation validation) throws IOException {
        JsonNode json = Json.mapper().readTree(Files.readString(folder.resolve(FILE)));
        EarlyStopping stopping = new EarlyStopping(
                validation.metric(),
                validation.minDelta(),
                validation.patience(),
                number(json, "best_metric"),
                json.path("best_step").asInt(),
                number(json, "reference_metric"),
                json.path("without_improvement").asInt());
        return new TrainerState(
                json.path("step").asInt(),
                json.path("epoch").asInt(),
                json.path("batch").asInt(),
                json.path("tokens").asLong(),
                json.path("epoch_loss").asDouble(),
                json.path("epoch_weight").asDouble(),
                json.path("last_epoch_loss").asDouble(),
                json.path("trained_millis").asLong(),
                json.path("last_validated").asInt(),
                stopping);
    }

    /** Infinite numbers are written as text, which JSON has no other form for. */
    private static OptionalDouble number(JsonNode json, String name) {
        return json.has(name)
                ? OptionalDouble.of(Double.parseDouble(json.path(name).asText()))
                : OptionalDouble.empty();
    }
}

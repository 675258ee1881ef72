package dev.trainyard.benchmarks.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.tensor.NativeLibraries;
import dev.trainyard.tensor.NativeOptions;
import dev.trainyard.train.RunResources;
import dev.trainyard.train.TrainConfigJson;
import dev.trainyard.train.TrainEvent;
import dev.trainyard.train.TrainListener;
import dev.trainyard.train.Training;
import java.nio.file.Path;

/**
 * A whole run of the library, {@code TrainTurns train.json OUTPUT}, whose listener holds it up after each step. A turn
 * is the time from the go to the end of the next step, with whatever the run does in between, such as checkpoints.
 */
public final class TrainTurns implements TrainListener {
    private final Turns turns = new Turns();
    private long tokensBefore;
    private long started;

    private TrainTurns() {}

    public static void main(String[] args) {
        TrainTurns turns = new TrainTurns();
        Training.run(
                TrainConfigJson.read(Path.of(args[0])),
                Path.of(args[1]),
                turns,
                turns.turns::over,
                new Training.Surroundings(ProcessGroup.SINGLE, RunResources.of(System.getenv())));
    }

    @Override
    public void on(TrainEvent event) {
        switch (event) {
            case TrainEvent.StageStarted stage when stage.stage() == TrainEvent.Stage.TRAIN -> begin();
            case TrainEvent.StepTaken step -> end(step);
            case TrainEvent.CheckpointSaved saved -> turns.say(Turns.line().put("saved", seconds()));
            default -> {
                // Part of the run, and of the time of the turn it falls into.
            }
        }
    }

    private void begin() {
        ObjectNode ready = Turns.line();
        ready.putObject("ready")
                .put("pytorch", NativeOptions.versions().get("pytorch"))
                .put("blas", NativeOptions.versions().get("blas"))
                .put("threads", NativeLibraries.threads());
        turns.say(ready);
        next();
    }

    private void end(TrainEvent.StepTaken step) {
        turns.say(Turns.line()
                .put("seconds", seconds())
                .put("loss", step.loss())
                .put("grad_norm", step.gradNorm())
                .put("tokens", step.tokens() - tokensBefore));
        tokensBefore = step.tokens();
        next();
    }

    private void next() {
        turns.await();
        started = System.nanoTime();
    }

    private double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}

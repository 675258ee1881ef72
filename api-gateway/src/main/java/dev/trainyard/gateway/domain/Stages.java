package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.Stage;
import dev.trainyard.gateway.domain.StageProgress.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The stages of a job, one entry for each {@link Stage}, in their order. */
public record Stages(List<StageProgress> all) {
    public Stages {
        all = List.copyOf(all);
    }

    /** All stages pending. */
    public static Stages pending() {
        return new Stages(
                Arrays.stream(Stage.values()).map(StageProgress::pending).toList());
    }

    /** Whether each stage is over. */
    boolean ended() {
        return all.stream().allMatch(at -> at.status().ended());
    }

    /** How far one stage is. */
    public StageProgress of(Stage stage) {
        return all.get(stage.ordinal());
    }

    /** {@code stage} runs, so the ones before it are done. */
    Stages running(Stage stage, String message, Instant time) {
        return doneBefore(stage, time).changed(at -> at.stage() == stage, at -> at.running(message, time));
    }

    /** {@code stage} and the ones before it are done. */
    Stages succeeded(Stage stage, String message, Instant time) {
        return doneBefore(stage, time).ended(stage, Status.SUCCEEDED, message, time);
    }

    Stages failed(Stage stage, String message, Instant time) {
        return ended(stage, Status.FAILED, message, time).skippedAfter(stage, "follows a failed stage", time);
    }

    Stages skipped(Stage stage, String message, Instant time) {
        return ended(stage, Status.SKIPPED, message, time);
    }

    /** The run ended: the stage it was in ends with {@code end}, those that did not begin are skipped. */
    Stages stopped(Status end, String message, Instant time) {
        Stage last = all.stream()
                .filter(at -> at.status() == Status.RUNNING)
                .map(StageProgress::stage)
                .findFirst()
                .orElse(Stage.PREPARE);
        return ended(last, end, message, time).skippedAfter(last, "the run ended before", time);
    }

    /** The run broke off and will be repeated. */
    Stages interrupted(String message, Instant time) {
        return changed(
                at -> at.status() == Status.RUNNING && isTrainers(at.stage()),
                at -> at.ended(Status.FAILED, message, time));
    }

    /** Before a run. What was heard of its model already, over the other topics, stays. */
    Stages again() {
        Status register = of(Stage.REGISTER).status();
        boolean heardOf = register == Status.SUCCEEDED || register == Status.FAILED;
        return changed(at -> isTrainers(at.stage()) || !heardOf, at -> StageProgress.pending(at.stage()));
    }

    private static boolean isTrainers(Stage stage) {
        return stage.compareTo(Stage.EXPORT) <= 0;
    }

    /** What comes before registration follows from a later stage; an evaluation is reported over a topic of its own. */
    private Stages doneBefore(Stage stage, Instant time) {
        return changed(
                at -> at.stage().compareTo(stage) < 0
                        && at.stage().compareTo(Stage.REGISTER) <= 0
                        && !at.status().ended(),
                at -> at.ended(Status.SUCCEEDED, at.message(), time));
    }

    private Stages skippedAfter(Stage stage, String message, Instant time) {
        return changed(
                at -> at.stage().compareTo(stage) > 0 && !at.status().ended(),
                at -> at.ended(Status.SKIPPED, message, time));
    }

    private Stages ended(Stage stage, Status end, String message, Instant time) {
        return changed(at -> at.stage() == stage, at -> at.ended(end, message, time));
    }

    private Stages changed(Predicate<StageProgress> which, UnaryOperator<StageProgress> change) {
        return new Stages(
                all.stream().map(at -> which.test(at) ? change.apply(at) : at).toList());
    }
}

package dev.trainyard.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.gateway.domain.StageProgress.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class JobLifeTest {
    private static final JobSpec SPEC =
            JobSpecReader.read("{name: tiny, model: {base: /m}, training_data: {path: /d}}");

    /** What each event makes of a job in each state; "-" = ignored, "=" = taken in without a change of status. */
    private static final String TABLE = """
            event                  created   queued     retrying   running    cancelling succeeded  failed     cancelled
            requested.same         -         -          -          -          -          -          -          -
            requested.next         queued    -          -          -          -          -          queued     queued
            cancel.same            -         cancelling cancelling cancelling -          -          -          -
            cancel.older           -         -          -          -          -          -          -          -
            started.older          -         -          -          -          -          -          -          -
            started.same           -         -          -          -          -          -          -          -
            started.newer          -         running    running    =          =          -          running    -
            started.newer.other    -         -          -          -          -          -          -          -
            stage.older            -         -          -          -          -          -          -          -
            stage.same             -         -          running    =          =          -          -          -
            stage.newer            -         running    running    =          =          -          running    -
            progress.older         -         -          -          -          -          -          -          -
            progress.same          -         -          running    =          =          -          -          -
            progress.newer         -         running    running    =          =          -          running    -
            validation.older       -         -          -          -          -          -          -          -
            validation.same        -         -          running    =          =          -          -          -
            checkpoint.older       -         -          -          -          -          -          -          -
            checkpoint.same        -         -          running    =          =          -          -          -
            succeeded.older        -         -          -          -          -          -          -          -
            succeeded.same         -         -          succeeded  succeeded  succeeded  -          -          -
            succeeded.newer        -         succeeded  succeeded  succeeded  succeeded  -          succeeded  -
            succeeded.other        -         -          -          -          -          -          -          -
            retried.older          -         -          -          -          -          -          -          -
            retried.same           -         -          =          queued     =          -          -          -
            retried.newer          -         =          =          queued     =          -          queued     -
            failed.older           -         -          -          -          -          -          -          -
            failed.same            -         -          failed     failed     failed     -          -          -
            failed.newer           -         failed     failed     failed     failed     -          =          -
            failed.other           -         -          -          -          -          -          -          -
            cancelled.none         -         cancelled  cancelled  cancelled  cancelled  -          -          -
            cancelled.older        -         -          -          -          -          -          -          -
            cancelled.same         -         cancelled  cancelled  cancelled  cancelled  -          -          -
            cancelled.newer        -         cancelled  cancelled  cancelled  cancelled  -          -          -
            cancelled.other        cancelled -          -          -          -          -          -          -
            registered             -         =          =          =          =          =          =          =
            registration.failed    -         =          =          =          =          =          =          =
            evaluation.started     -         =          =          =          =          =          =          =
            evaluation.completed   -         =          =          =          =          =          =          =
            evaluation.skipped     -         =          =          =          =          =          =          =
            evaluation.failed      -         =          =          =          =          =          =          =
            deployment.skipped     -         =          =          =          =          =          =          =
            deployment.started     -         =          =          =          =          =          =          =
            deployment.ready       -         =          =          =          =          =          =          =
            deployment.progressed  -         =          =          =          =          =          =          =
            deployment.rolled-back -         -          -          -          -          -          -          -
            deployment.failed      -         =          =          =          =          =          =          =
            deployment.stopped     -         =          =          =          =          =          =          =
            used                   -         -          -          -          -          -          -          -
            model.imported         -         -          -          -          -          -          -          -
            """;

    private final JobId id = JobId.next();
    private final Events events = new Events(id, SPEC);

    /** All at submission 2 and attempt 3, except the one that was never started. */
    private static Map<String, JobState> states() {
        Map<String, JobState> states = new LinkedHashMap<>();
        states.put("created", new JobState.Created());
        states.put("queued", new JobState.Queued(2, 3, false));
        states.put("retrying", new JobState.Queued(2, 3, true));
        states.put("running", new JobState.Running(2, 3));
        states.put("cancelling", new JobState.Cancelling(2, 3));
        states.put("succeeded", new JobState.Succeeded(2, 3));
        states.put("failed", new JobState.Failed(2, 3, Events.FAILURE));
        states.put("cancelled", new JobState.Cancelled(2, 3));
        return states;
    }

    private Map<String, Event> events(JobState state) {
        int next = state.submission() + 1;
        Map<String, Event> all = new LinkedHashMap<>();
        all.put("requested.same", events.requested(next - 1));
        all.put("requested.next", events.requested(next));
        all.put("cancel.same", events.cancelRequested(2));
        all.put("cancel.older", events.cancelRequested(1));
        all.put("started.older", events.attemptStarted(2, 2));
        all.put("started.same", events.attemptStarted(2, 3));
        all.put("started.newer", events.attemptStarted(2, 4));
        all.put("started.newer.other", events.attemptStarted(1, 4));
        all.put("stage.older", events.stage(2, Stage.TRAIN));
        all.put("stage.same", events.stage(3, Stage.TRAIN));
        all.put("stage.newer", events.stage(4, Stage.TRAIN));
        all.put("progress.older", events.progress(2, 10));
        all.put("progress.same", events.progress(3, 10));
        all.put("progress.newer", events.progress(4, 10));
        all.put("validation.older", events.validation(2));
        all.put("validation.same", events.validation(3));
        all.put("checkpoint.older", events.checkpoint(2));
        all.put("checkpoint.same", events.checkpoint(3));
        all.put("succeeded.older", events.succeeded(2, 2));
        all.put("succeeded.same", events.succeeded(2, 3));
        all.put("succeeded.newer", events.succeeded(2, 4));
        all.put("succeeded.other", events.succeeded(1, 3));
        all.put("retried.older", events.attemptFailed(2, 2, true));
        all.put("retried.same", events.attemptFailed(2, 3, true));
        all.put("retried.newer", events.attemptFailed(2, 4, true));
        all.put("failed.older", events.attemptFailed(2, 2, false));
        all.put("failed.same", events.attemptFailed(2, 3, false));
        all.put("failed.newer", events.attemptFailed(2, 4, false));
        all.put("failed.other", events.attemptFailed(1, 3, false));
        all.put("cancelled.none", events.cancelled(2, 0));
        all.put("cancelled.older", events.cancelled(2, 2));
        all.put("cancelled.same", events.cancelled(2, 3));
        all.put("cancelled.newer", events.cancelled(2, 4));
        all.put("cancelled.other", events.cancelled(0, 0));
        all.put("registered", events.registered());
        all.put("registration.failed", events.registrationFailed());
        all.put("evaluation.started", events.evaluationStarted());
        all.put("evaluation.completed", events.evaluated(true));
        all.put("evaluation.skipped", events.evaluationSkipped());
        all.put("evaluation.failed", events.evaluationFailed());
        all.put("deployment.skipped", events.deploymentSkipped());
        all.put("deployment.started", events.deploymentStarted());
        all.put("deployment.ready", events.deployed());
        all.put("deployment.progressed", events.deploymentProgressed());
        all.put("deployment.rolled-back", events.deploymentRolledBack());
        all.put("deployment.failed", events.deploymentFailed());
        all.put("deployment.stopped", events.deploymentStopped());
        all.put("used", events.used());
        all.put("model.imported", events.imported());
        return all;
    }

    @Test
    void everyPairOfStateAndEventIsDecided() {
        List<String> columns = new ArrayList<>(List.of("event"));
        columns.addAll(states().keySet());
        List<String> rows = new ArrayList<>(List.of(String.join(" ", columns)));
        for (String event : events(new JobState.Created()).keySet()) {
            List<String> cells = new ArrayList<>(List.of(event));
            states().forEach((name, state) ->
                    cells.add(cell(state, Objects.requireNonNull(events(state).get(event)))));
            rows.add(String.join(" ", cells));
        }
        assertThat(rows)
                .containsExactlyElementsOf(
                        TABLE.lines().map(line -> line.replaceAll(" +", " ")).toList());
    }

    private String cell(JobState state, Event event) {
        Optional<Job> after = JobLife.after(job(state), event);
        return after.map(job -> job.status() == state.status() ? "=" : name(job.status()))
                .orElse("-");
    }

    private static String name(JobStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** Exports are about no job. */
    @Test
    void theTableKnowsEveryKindOfEvent() {
        Set<String> types = new TreeSet<>();
        events(new JobState.Created()).values().forEach(event -> types.add(EventCodec.type(event)));
        assertThat(types).hasSize((int) (leaves(Event.class) - leaves(ExportEvent.class)));
    }

    private static long leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .mapToLong(JobLifeTest::leaves)
                        .sum()
                : 1;
    }

    private Job job(JobState state) {
        return Job.accepted(id, SPEC, Instant.now()).with(state);
    }

    private Job after(Event... all) {
        Job job = Job.accepted(id, SPEC, Instant.now());
        for (Event event : all) {
            job = JobLife.after(job, event).orElse(job);
        }
        return job;
    }

    @Test
    void goesTheWholeWay() {
        Job job = after(
                events.requested(1),
                events.attemptStarted(1, 1),
                events.stage(1, Stage.PREPARE),
                events.stage(1, Stage.TRAIN),
                events.progress(1, 40));
        assertThat(job.progressShare()).isEqualTo(0.4);
        assertThat(job.progress().estimatedCompletion()).isPresent();
        assertThat(job.stages().of(Stage.PREPARE).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(job.stages().of(Stage.TRAIN).status()).isEqualTo(Status.RUNNING);

        job = JobLife.after(job, events.succeeded(1, 1)).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(job.settled()).isFalse();
        assertThat(job.progressShare()).isEqualTo(1.0);
        assertThat(job.progress().metrics()).containsEntry("loss", 2.6).containsEntry("train_loss", 1.5);

        for (Event event : List.of(
                events.registered(),
                events.evaluationStarted(),
                events.evaluated(true),
                events.deploymentStarted(),
                events.deployed())) {
            job = JobLife.after(job, event).orElseThrow();
        }
        assertThat(job.settled()).isTrue();
        assertThat(job.stages().all()).extracting(StageProgress::status).containsOnly(Status.SUCCEEDED);
        assertThat(job.outcome().served().orElseThrow().status()).isEqualTo(Served.Status.READY);
    }

    @Test
    void eventsOfOtherTopicsMayComeFirst() {
        Event registered = events.registered();
        Event evaluated = events.evaluated(false);
        Event skipped = events.deploymentSkipped();
        Job job = after(
                events.requested(1),
                skipped,
                evaluated,
                registered,
                events.attemptStarted(1, 1),
                events.stage(1, Stage.TRAIN),
                events.succeeded(1, 1));
        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(job.settled()).isTrue();
        assertThat(job.outcome().scores().orElseThrow().gatePassed()).isFalse();
        assertThat(job.stages().of(Stage.REGISTER).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(job.stages().of(Stage.DEPLOY).status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void aLostAttemptIsFollowedByTheNext() {
        Job job = after(
                events.requested(1),
                events.attemptStarted(1, 1),
                events.stage(1, Stage.TRAIN),
                events.progress(1, 40),
                events.attemptFailed(1, 1, true));
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.stages().of(Stage.TRAIN).status()).isEqualTo(Status.FAILED);
        assertThat(job.stages().of(Stage.DEPLOY).status()).isEqualTo(Status.PENDING);
        Job next = JobLife.after(job, events.attemptStarted(1, 2)).orElseThrow();
        assertThat(next.stages().of(Stage.TRAIN).status()).isEqualTo(Status.PENDING);
        assertThat(JobLife.after(next, events.progress(1, 99))).isEmpty();
        assertThat(JobLife.after(next, events.attemptFailed(1, 1, false))).isEmpty();
    }

    @Test
    void aFailedJobIsSettledAndCanBeStartedAgain() {
        Job job = after(
                events.requested(1),
                events.attemptStarted(1, 1),
                events.stage(1, Stage.TRAIN),
                events.attemptFailed(1, 1, false));
        assertThat(job.settled()).isTrue();
        assertThat(job.state().failure()).contains(Events.FAILURE);
        assertThat(job.stages().of(Stage.EXPORT).status()).isEqualTo(Status.SKIPPED);
        Job again = JobLife.after(job, events.requested(2)).orElseThrow();
        assertThat(again.settled()).isFalse();
        assertThat(again.stages()).isEqualTo(Stages.pending());
        assertThat(JobLife.after(again, events.progress(1, 50)))
                .as("the first submission's worker is fenced off")
                .isEmpty();
        assertThat(JobLife.after(again, events.attemptStarted(2, 2))
                        .orElseThrow()
                        .status())
                .isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void whatFollowsTrainingSettlesEvenWhenItFails() {
        Job trained = after(events.requested(1), events.attemptStarted(1, 1), events.succeeded(1, 1));
        assertThat(JobLife.after(trained, events.registrationFailed())
                        .orElseThrow()
                        .settled())
                .isTrue();
        Job registered = JobLife.after(trained, events.registered()).orElseThrow();
        assertThat(JobLife.after(registered, events.evaluationFailed())
                        .orElseThrow()
                        .settled())
                .isTrue();
        Job evaluated = JobLife.after(registered, events.evaluationSkipped()).orElseThrow();
        assertThat(evaluated.settled()).isFalse();
        assertThat(JobLife.after(evaluated, events.deploymentFailed())
                        .orElseThrow()
                        .settled())
                .isTrue();
    }

    @Test
    void progressThatWasOvertakenChangesNothing() {
        Event first = events.progress(1, 10);
        Job job = after(events.requested(1), events.attemptStarted(1, 1));
        Event second = later(20);
        Job ahead = JobLife.after(job, second).orElseThrow();
        assertThat(JobLife.after(ahead, first).orElseThrow().progress().step()).isEqualTo(20);
    }

    private Event later(long step) {
        Instant before = Instant.now();
        while (!Instant.now().isAfter(before.plusMillis(2))) {
            Thread.onSpinWait();
        }
        return events.progress(1, step);
    }
}

package dev.trainyard.devkit.progress;

import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.client.JobMessage;
import dev.trainyard.devkit.terminal.Bar;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is shown of a job that trains: bar, step, epoch, loss and its course, speed, time left. */
final class TrainingLine {
    private static final int COURSE = 24;
    private static final int INDENT_AND_FIGURES = 76;

    private final List<Double> losses = new ArrayList<>();
    private Optional<Double> etaSeconds = Optional.empty();

    void add(JobMessage message) {
        if (message.type().equals("training.progressed")) {
            message.job().metric("loss").ifPresent(losses::add);
            double eta = message.data().path("eta_seconds").asDouble(-1);
            etaSeconds = eta >= 0 ? Optional.of(eta) : message.job().etaSeconds();
        }
    }

    List<Double> losses() {
        return List.copyOf(losses);
    }

    List<String> lines(Job job, Terminal terminal) {
        int width = Math.clamp(terminal.width() - INDENT_AND_FIGURES, 10, 30);
        String bar = terminal.paint(Paint.CYAN, Bar.of(fraction(job), width));
        String head = "  " + terminal.paint(Paint.CYAN, "▸") + " train  " + bar + " " + figures(job);
        String course = losses.size() < 2
                ? ""
                : "           " + terminal.paint(Paint.DIM, "loss ") + Bar.sparkline(losses, COURSE)
                        + terminal.paint(Paint.DIM, "  " + fallen());
        return course.isEmpty() ? List.of(head) : List.of(head, course);
    }

    String plain(Job job) {
        return String.format(Locale.ROOT, "    train %3.0f %%  %s", 100 * fraction(job), figures(job));
    }

    /** Once training is over. */
    String summary(Job job) {
        String course = losses.isEmpty() ? "" : "loss " + fallen() + "  " + Bar.sparkline(losses, COURSE);
        return (job.step() > 0 ? job.step() + " steps, " : "") + course;
    }

    private String fallen() {
        return Quantity.metric(losses.getFirst()) + " → " + Quantity.metric(losses.getLast());
    }

    private static double fraction(Job job) {
        return job.totalSteps() > 0 ? (double) job.step() / job.totalSteps() : 0;
    }

    private String figures(Job job) {
        StringBuilder figures = new StringBuilder();
        figures.append(job.step()).append('/').append(job.totalSteps());
        figures.append(String.format(Locale.ROOT, "  epoch %.1f", job.currentEpoch()));
        job.metric("loss").ifPresent(loss -> figures.append("  loss ").append(Quantity.metric(loss)));
        job.metric("tokens_per_second")
                .ifPresent(speed ->
                        figures.append("  ").append(Quantity.count(speed)).append(" tok/s"));
        etaSeconds.ifPresent(eta -> figures.append("  eta ").append(Quantity.clock(eta)));
        return figures.toString();
    }
}

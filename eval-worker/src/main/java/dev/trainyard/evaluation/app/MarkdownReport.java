package dev.trainyard.evaluation.app;

import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.domain.Scores.Sample;
import dev.trainyard.evaluation.statistics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A report as a page for people. */
final class MarkdownReport {
    private static final int SHOWN = 200;

    private final Report report;
    private final Scores scores;
    private final List<String> plots;
    private final StringBuilder page = new StringBuilder(4096);

    /** @param plots names of the files beside this one */
    MarkdownReport(Report report, List<String> plots) {
        this.report = report;
        this.scores = report.measured().scores();
        this.plots = plots;
    }

    String text() {
        line("# Evaluation of " + report.evaluation().version().reference());
        line("");
        head();
        report.measured().promotion().ifPresent(promotion -> line("- " + inline(promotion.message())));
        metrics();
        comparison();
        thresholds();
        plots();
        classes();
        answers("Worst answers", scores.worst());
        answers("Sample answers", scores.samples());
        definitions();
        return page.toString();
    }

    private void head() {
        String job = report.evaluation()
                .jobId()
                .map(id -> "Job: `" + id + "`, evaluation")
                .orElse("Evaluation");
        line("- " + job + ": `" + report.evaluation().id() + "`");
        line("- Rows: " + scores.rows() + " scored, " + scores.skippedRows() + " skipped; " + inline(report.source()));
        line("- Gate: **" + (report.measured().gate().passed() ? "passed" : "not passed") + "**");
    }

    private void metrics() {
        heading("Metrics");
        line("| Metric | Value | " + interval() + " | Rows |");
        line("|---|---:|---:|---:|");
        report.measured()
                .metrics()
                .forEach((name, value) -> line("| " + name + " | " + number(value) + " | " + interval(name) + " | "
                        + scores.metricRows().getOrDefault(name, scores.rows()) + " |"));
        values("inference_time", scores.inferenceTime());
        values("memory_usage", scores.memoryUsage());
        report.missing().forEach((name, why) -> line("\n" + name + ": not applicable, " + inline(why) + "."));
    }

    private String interval() {
        double level = report.evaluation().wanted().confidence().level();
        return number(100 * level) + " % interval";
    }

    private String interval(String metric) {
        return Optional.ofNullable(report.measured().intervals().get(metric))
                .filter(interval -> Double.isFinite(interval.low()) && Double.isFinite(interval.high()))
                .map(MarkdownReport::shown)
                .orElse("");
    }

    private static String shown(Interval interval) {
        return number(interval.low()) + " to " + number(interval.high());
    }

    private void values(String group, Map<String, Double> values) {
        values.forEach((name, value) -> line("| " + group + "." + name + " | " + number(value) + " | | |"));
    }

    private void comparison() {
        report.measured().comparisons().forEach(comparison -> {
            heading("Against " + comparison.with());
            line("| Metric | This | Other | Difference | Interval | p | Rows | Verdict |");
            line("|---|---:|---:|---:|---:|---:|---:|---|");
            comparison
                    .results()
                    .forEach(r -> line("| " + r.metric() + " | " + number(r.value()) + " | "
                            + number(r.other()) + " | " + number(r.difference()) + " | " + shown(r.interval()) + " | "
                            + String.format(Locale.ROOT, "%.3g", r.probability()) + " | " + r.rows() + " | "
                            + r.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " |"));
            comparison.results().forEach(r -> line("\n" + r.words() + "."));
            if (comparison.results().isEmpty()) {
                line("No metric can be compared: the versions share no rows, or cut text into other tokens.");
            }
        });
    }

    private void thresholds() {
        heading("Thresholds");
        if (report.checks().isEmpty()) {
            line("There are none, so every version passes.");
            return;
        }
        line("| Metric | Expected | Measured | Holds |");
        line("|---|---:|---:|---|");
        for (GateResult.Check check : report.checks()) {
            line("| " + check.metric() + " | " + (check.atMost() ? "≤ " : "≥ ") + number(check.threshold()) + " | "
                    + check.value().map(MarkdownReport::number).orElse("not measured") + " | "
                    + (check.passed() ? "yes" : "no") + " |");
        }
        report.measured().gate().messages().forEach(message -> line("\n" + message + "."));
    }

    private void plots() {
        if (plots.isEmpty()) {
            return;
        }
        heading("Plots");
        plots.forEach(plot -> line("![" + plot + "](" + plot + ")\n"));
    }

    private void classes() {
        if (scores.classes().isEmpty()) {
            return;
        }
        heading("Classes");
        line("| Label | Precision | Recall | F1 | Rows |");
        line("|---|---:|---:|---:|---:|");
        scores.classes()
                .forEach(each -> line("| " + inline(each.label()) + " | " + number(each.precision()) + " | "
                        + number(each.recall()) + " | " + number(each.f1Score()) + " | " + each.support() + " |"));
    }

    private void answers(String title, List<Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        heading(title);
        line("| Row | Input | Expected | Answer | Exact | What is wrong |");
        line("|---|---|---|---|---|---|");
        for (Sample sample : samples) {
            line("| " + sample.inputId() + " | " + inline(sample.input()) + " | " + inline(sample.expected()) + " | "
                    + inline(sample.output()) + " | " + (sample.correct() ? "yes" : "no") + " | "
                    + inline(String.join("; ", sample.notes())) + " |");
        }
    }

    private void definitions() {
        heading("How it is computed");
        scores.definitions().forEach((name, definition) -> {
            if (report.measured().metrics().containsKey(name)
                    || !scores.metrics().containsKey(name)) {
                line("- **" + name + "**: " + definition + ".");
            }
        });
        line("- **interval**: bootstrap over rows, " + confidence() + ".");
    }

    private String confidence() {
        var confidence = report.evaluation().wanted().confidence();
        return confidence.method().name().toLowerCase(Locale.ROOT) + ", " + confidence.resamples() + " resamples, seed "
                + confidence.seed();
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    /** Text of users and models on one line of a table, without meaning to Markdown or HTML. */
    static String inline(String text) {
        String shortened = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return shortened
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|")
                .replace("`", "\\`")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replaceAll("\\R", " ⏎ ");
    }

    static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.4f", value);
    }
}

package dev.trainyard.evaluation.app;

import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Scores.Sample;
import java.util.Locale;
import java.util.Map;

/** A report as a page for people. */
final class MarkdownReport {
    private static final int SHOWN = 200;

    private final Report report;
    private final StringBuilder page = new StringBuilder(4096);

    MarkdownReport(Report report) {
        this.report = report;
    }

    String text() {
        line("# Evaluation of " + report.evaluation().version().reference());
        line("");
        line("- Job: `" + report.evaluation().jobId() + "`, evaluation: `"
                + report.evaluation().id() + "`");
        line("- Rows: " + report.scores().rows() + " scored, " + report.scores().skippedRows() + " skipped; "
                + inline(report.source()));
        line("- Gate: **" + (report.gate().passed() ? "passed" : "not passed") + "**");
        metrics();
        classes();
        thresholds();
        samples();
        return page.toString();
    }

    private void metrics() {
        heading("Metrics");
        line("| Metric | Value | How it is computed |");
        line("|---|---:|---|");
        report.metrics()
                .forEach((name, value) -> line("| " + name + " | " + number(value) + " | "
                        + report.scores().definitions().getOrDefault(name, "") + " |"));
        values("inference_time", report.scores().inferenceTime());
        values("memory_usage", report.scores().memoryUsage());
        if (!report.missing().isEmpty()) {
            line("");
            line("Asked for but not measured on these rows: " + String.join(", ", report.missing()) + ".");
        }
    }

    private void values(String group, Map<String, Double> values) {
        values.forEach((name, value) -> line("| " + group + "." + name + " | " + number(value) + " | "
                + report.scores().definitions().getOrDefault(group, "") + " |"));
    }

    private void classes() {
        if (report.scores().classes().isEmpty()) {
            return;
        }
        heading("Classes");
        line("| Label | Precision | Recall | F1 | Rows |");
        line("|---|---:|---:|---:|---:|");
        report.scores()
                .classes()
                .forEach(each -> line("| " + inline(each.label()) + " | " + number(each.precision()) + " | "
                        + number(each.recall()) + " | " + number(each.f1Score()) + " | " + each.support() + " |"));
    }

    private void thresholds() {
        heading("Thresholds");
        if (report.gate().checks().isEmpty()) {
            line("The job's spec has none, so every version passes.");
            return;
        }
        line("| Metric | Expected | Measured | Holds |");
        line("|---|---:|---:|---|");
        for (GateResult.Check check : report.gate().checks()) {
            line("| " + check.metric() + " | " + (check.atMost() ? "≤ " : "≥ ") + number(check.threshold()) + " | "
                    + check.value().map(MarkdownReport::number).orElse("not measured") + " | "
                    + (check.passed() ? "yes" : "no") + " |");
        }
        report.gate().messages().forEach(message -> line("\n" + message + "."));
    }

    private void samples() {
        if (report.scores().samples().isEmpty()) {
            return;
        }
        heading("Sample answers");
        line("| Row | Input | Expected | Answer | Exact |");
        line("|---|---|---|---|---|");
        for (Sample sample : report.scores().samples()) {
            line("| " + sample.inputId() + " | " + inline(sample.input()) + " | " + inline(sample.expected()) + " | "
                    + inline(sample.output()) + " | " + (sample.correct() ? "yes" : "no") + " |");
        }
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

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.4f", value);
    }
}

package dev.trainyard.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.checkpoint.AtomicFile;
import dev.trainyard.export.parity.Parity;
import dev.trainyard.export.parity.ParityLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The report of an export, for programs and for people. */
final class ReportFiles {
    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ReportFiles() {}

    static void write(ExportReport report, Path folder) {
        try {
            AtomicFile.write(folder.resolve(ExportReport.MARKDOWN_FILE), markdown(report));
            AtomicFile.write(folder.resolve(ExportReport.JSON_FILE), JSON.writeValueAsString(report) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The report of an earlier export, if there is a whole one. */
    static Optional<ExportReport> read(Path folder) {
        Path file = folder.resolve(ExportReport.JSON_FILE);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(JSON.readValue(file.toFile(), ExportReport.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String markdown(ExportReport report) {
        Parity parity = report.parity();
        ParityLimits limits = report.limits();
        StringBuilder text = new StringBuilder();
        String kind = report.target() + (report.quantization() == null ? "" : " " + report.quantization());
        line(text, "# Export of %s: %s", report.name(), kind);
        line(text, "");
        line(text, report.passed() ? "**Passed.** It answers as its source, within the limits." : "**Refused.**");
        report.exceeded().forEach(problem -> line(text, "- %s", problem));
        line(text, "");
        line(text, "| | found | limit |");
        line(text, "|---|---|---|");
        line(
                text,
                "| mean Kullback-Leibler divergence, nats | %.3g | %.3g |",
                parity.meanDivergence(),
                limits.divergence());
        line(text, "| greatest divergence of a position | %.3g | |", parity.greatestDivergence());
        line(
                text,
                "| greatest difference of a score | %.3g | %s |",
                parity.greatestDifference(),
                scoreLimit(parity, limits));
        line(text, "| mean difference of a score | %.3g | |", parity.meanDifference());
        line(text, "| perplexity, source | %.5g | |", parity.source().perplexity());
        line(
                text,
                "| perplexity, export | %.5g (%+.3g %%) | %+.3g %% |",
                parity.export().perplexity(),
                100 * parity.perplexityChange(),
                100 * limits.perplexityChange());
        line(text, "| accuracy, source | %.4f | |", parity.source().accuracy());
        line(
                text,
                "| accuracy, export | %.4f | at most %.3g less, or one answer |",
                parity.export().accuracy(),
                limits.accuracyLoss());
        line(text, "| same likeliest answer | %.4f | |", parity.agreement());
        line(text, "");
        line(
                text,
                "Compared on %d rows with %d positions, %d of them with a label: %s. The limits: %s.",
                parity.rows(),
                parity.positions(),
                parity.judged(),
                report.data(),
                limits.reason());
        line(text, "");
        line(
                text,
                "The source's weights have %,d bytes, the export %,d (%.1f %%).",
                report.sourceBytes(),
                report.bytes(),
                100.0 * report.bytes() / Math.max(1, report.sourceBytes()));
        if (!report.files().isEmpty()) {
            line(text, "");
            line(text, "| file | bytes | SHA-256 |");
            line(text, "|---|---|---|");
            report.files().forEach(file -> line(text, "| %s | %d | %s |", file.path(), file.bytes(), file.sha256()));
        }
        return text.toString();
    }

    private static String scoreLimit(Parity parity, ParityLimits limits) {
        return limits.difference() == null
                ? ""
                : String.format(Locale.ROOT, "%.3g", limits.difference() * parity.greatestScore());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}

package dev.trainyard.export;

import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.parity.Parity;
import dev.trainyard.export.parity.ParityLimits;
import dev.trainyard.export.parity.Probe;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.FullDisk;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Exports a model: writes it beside its place, reads it back, compares, and only then puts it there. */
public final class Exporter {
    /** Shares of the work; each is about half reading and writing, half comparing. */
    private static final double LOADED = 0.1;

    private static final double WRITTEN = 0.5;

    private static final List<String> WEIGHTS = List.of(".safetensors", ".gguf", ".pt");

    private final ExportRequest request;
    private final Path output;
    private final ExportProgress progress;

    /**
     * An export to a folder that is empty or not there.
     *
     * @param progress hears how far it is
     */
    public Exporter(ExportRequest request, Path output, ExportProgress progress) {
        this.request = request;
        this.output = output.toAbsolutePath();
        this.progress = progress;
    }

    /**
     * Exports; of the same request to the same folder, tells what the first time came to. An export beyond its limits
     * leaves its report alone.
     *
     * @throws TrainingFailure INVALID_SPEC, INVALID_MODEL or INVALID_DATA if something is wrong with the request, DISK_FULL;
     *     the folder is then as it was
     */
    public ExportReport run() {
        String digest = digest();
        if (isTaken()) {
            return earlier(digest);
        }
        try (Staging staging = Staging.beside(output)) {
            ExportReport report = export(digest, staging.folder());
            if (!report.passed()) {
                staging.clear();
            }
            ReportFiles.write(report, staging.folder());
            staging.place();
            return report;
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            throw new TrainingFailure(
                    FullDisk.caused(e) ? FailureCode.DISK_FULL : FailureCode.INVALID_SPEC,
                    "the export cannot be written to " + output + ": "
                            + e.getClass().getSimpleName() + " " + reason,
                    e);
        }
    }

    private ExportReport export(String digest, Path staging) {
        progress.on(0, "loading " + request.model());
        try (Source source = Source.open(request.model(), request.adapter())) {
            List<Probe> probes = source.probes(request.probes());
            Format format = new Format(source, request);
            progress.on(LOADED, "writing " + request.target());
            format.write(staging);
            String comparing = "comparing on " + probes.size() + " rows";
            progress.on(WRITTEN, comparing);
            ParityLimits limits = request.limits();
            Parity parity;
            try (Answers asked = source.answers();
                    Answers answers = format.read(staging)) {
                parity = Parity.measure(
                        asked, answers, probes, done -> progress.on(WRITTEN + (1 - WRITTEN) * done, comparing));
            }
            List<String> exceeded = limits.exceeded(parity);
            List<ExportReport.ExportedFile> files = Digests.of(staging);
            return new ExportReport(
                    request.name(),
                    request.target().toString(),
                    request.precision().map(Enum::name).orElse(null),
                    exceeded.isEmpty(),
                    exceeded,
                    digest,
                    request.model().toString(),
                    weightBytes(Digests.of(request.model())),
                    weightBytes(files),
                    request.probes()
                            .map(file -> "the first rows of " + file.path().getFileName())
                            .orElse("rows sampled from the source, as no held-out rows were given"),
                    parity,
                    limits,
                    exceeded.isEmpty() ? files : List.of());
        }
    }

    private static long weightBytes(List<ExportReport.ExportedFile> files) {
        return files.stream()
                .filter(file -> WEIGHTS.stream().anyMatch(file.path()::endsWith))
                .mapToLong(ExportReport.ExportedFile::bytes)
                .sum();
    }

    /** Everything that the export follows from. */
    private String digest() {
        requireFolder(request.model(), "the model");
        request.adapter().ifPresent(folder -> requireFolder(folder, "the adapter"));
        request.probes().filter(file -> !Files.isRegularFile(file.path())).ifPresent(file -> {
            throw new TrainingFailure(FailureCode.INVALID_DATA, file.path() + " does not exist");
        });
        StringBuilder text = new StringBuilder();
        text.append(Digests.of(request.model()));
        request.adapter().ifPresent(folder -> text.append(Digests.of(folder)));
        request.probes()
                .ifPresent(file -> text.append(Digests.sha256(file.path()))
                        .append(file.format())
                        .append(file.maxRows())
                        .append('/')
                        .append(file.maxLength()));
        text.append(request.target())
                .append(request.precision())
                .append(request.name())
                .append(request.limits());
        return Digests.sha256(text.toString());
    }

    private static void requireFolder(Path folder, String what) {
        if (!Files.isDirectory(folder)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL, what + " " + folder + " is no folder: give one in Hugging Face layout");
        }
    }

    private boolean isTaken() {
        if (!Files.exists(output)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(output)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC, output + " is no folder that can be read: choose another output", e);
        }
    }

    private ExportReport earlier(String digest) {
        return ReportFiles.read(output)
                .filter(report -> report.request().equals(digest))
                .filter(report -> Digests.of(output).containsAll(report.files()))
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        output + " is not empty and does not hold this very export: choose another output, or empty"
                                + " the folder"));
    }
}

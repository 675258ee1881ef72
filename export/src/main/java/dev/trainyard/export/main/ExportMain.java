package dev.trainyard.export.main;

import dev.trainyard.export.ExportReport;
import dev.trainyard.export.Exporter;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.supervisor.ParentWatch;
import dev.trainyard.train.Failures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exports one model; see {@link ExportArguments} for the command line.
 *
 * <p>Standard output carries JSON lines, nothing else: {@code {"event":"progress","share","message"}}, then {@code
 * {"event":"exported","report":{…}}} or {@code {"event":"failed","code","message"}}. Exit codes: 0 exported, 1 written but
 * beyond its limits and thrown away, 2 the command line, model or data is wrong, 3 memory or disk does not suffice, 4 a
 * defect.
 */
public final class ExportMain {
    private static final int REFUSED = 1;
    private static final int USER_ERROR = 2;
    private static final int RESOURCES = 3;
    private static final int DEFECT = 4;

    private ExportMain() {}

    /** Entry point of the process. */
    public static void main(String... arguments) {
        ChildLog.toStderr();
        ParentWatch.exitWithParent();
        PrintStream lines = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Libraries that print must not disturb the lines the parent reads.
        System.setOut(System.err);
        Runtime.getRuntime().halt(run(new EventLines(lines), arguments));
    }

    private static int run(EventLines lines, String... arguments) {
        try {
            ExportArguments parsed = ExportArguments.parse(arguments);
            ExportReport report = new Exporter(
                            parsed.request(),
                            parsed.output(),
                            (share, step) -> lines.write("progress", Map.of("share", share, "message", step)))
                    .run();
            lines.write("exported", Map.of("report", report));
            return report.passed() ? 0 : REFUSED;
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            TrainingFailure failure = Failures.classify(e);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("code", failure.code().name());
            fields.put("message", failure.getMessage());
            e.printStackTrace(System.err);
            lines.write("failed", fields);
            return exitCode(failure);
        }
    }

    private static int exitCode(TrainingFailure failure) {
        return switch (failure.code()) {
            case INVALID_SPEC, INVALID_DATA, INVALID_MODEL, NON_FINITE -> USER_ERROR;
            case OUT_OF_MEMORY, DISK_FULL -> RESOURCES;
            case CHECKSUM_MISMATCH, INTERNAL, WORKER_LOST -> DEFECT;
        };
    }
}

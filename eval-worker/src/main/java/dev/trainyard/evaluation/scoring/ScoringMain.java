package dev.trainyard.evaluation.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.data.LabelledRow;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.generate.TextModel;
import dev.trainyard.supervisor.ChildLog;
import dev.trainyard.supervisor.ParentWatch;
import dev.trainyard.tensor.Device;
import dev.trainyard.torchscript.TorchScriptModel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores one model folder on one file and ends; see {@link ScoringOptions} for the command line.
 *
 * <p>Stdout carries JSON lines, nothing else: {@code {"event":"progress","rows":3,"total_rows":20}}, then
 * {@code {"event":"scored","scores":{…}}} or {@code {"event":"failed","code","message"}}. Exit codes: 0 scored, 2 the
 * command line, model or data is wrong, 3 it does not fit into memory, 4 otherwise.
 */
public final class ScoringMain {
    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final int USER_ERROR = 2;
    private static final int RESOURCES = 3;
    private static final int DEFECT = 4;

    private final PrintStream stdout;

    private ScoringMain(PrintStream stdout) {
        this.stdout = stdout;
    }

    /** Entry point of the process. */
    public static void main(String... arguments) {
        ChildLog.toStderr();
        ParentWatch.exitWithParent();
        PrintStream stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Libraries that print must not disturb the lines the parent reads.
        System.setOut(System.err);
        System.exit(new ScoringMain(stdout).exitCode(arguments));
    }

    private int exitCode(String... arguments) {
        try {
            score(ScoringOptions.parse(arguments));
            return 0;
        } catch (TrainingFailure e) {
            return fail(e.code().name(), e, USER_ERROR);
        } catch (IllegalArgumentException e) {
            return fail("INVALID_REQUEST", e, USER_ERROR);
        } catch (OutOfMemoryError e) {
            return fail("OUT_OF_MEMORY", e, RESOURCES);
        } catch (Exception e) {
            return fail("INTERNAL", e, DEFECT);
        }
    }

    private void score(ScoringOptions options) throws IOException {
        if (TorchScriptModel.isIn(options.model())) {
            try (TorchScriptModel model = TorchScriptModel.load(options.model())) {
                scoreClasses(options, ClassModel.of(model));
            }
            return;
        }
        if (TextClassifier.isIn(options.model())) {
            try (TextClassifier model = TextClassifier.load(options.model(), Device.chosen(System.getenv()))) {
                scoreClasses(options, ClassModel.of(model));
            }
            return;
        }
        try (TextModel model = TextModel.load(options.model(), Device.chosen(System.getenv()))) {
            EvaluationRows rows = EvaluationRows.read(options, model);
            int total = rows.entries().size();
            Scored scored = new Scoring(options, model)
                    .run(rows, done -> print("progress", Map.of("rows", done, "total_rows", total)));
            print("scored", Map.of("scores", scored));
        }
    }

    private void scoreClasses(ScoringOptions options, ClassModel model) throws IOException {
        ClassScoring scoring = new ClassScoring(options, model);
        List<LabelledRow> rows = scoring.rows();
        Scored scored = scoring.run(rows, done -> print("progress", Map.of("rows", done, "total_rows", rows.size())));
        print("scored", Map.of("scores", scored));
    }

    private int fail(String code, Throwable problem, int exitCode) {
        problem.printStackTrace(System.err);
        print("failed", Map.of("code", code, "message", String.valueOf(problem.getMessage())));
        return exitCode;
    }

    private void print(String event, Map<String, ?> fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.putAll(fields);
        try {
            stdout.println(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event + " cannot be written as JSON", e);
        }
    }
}

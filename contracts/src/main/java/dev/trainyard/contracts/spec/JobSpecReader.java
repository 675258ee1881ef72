package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.Optimization.EarlyStopping;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/**
 * Reads a job spec strictly: unknown fields, wrong types, values out of range, contradictions and what this release
 * does not have are all reported at once, each with its field path as the user wrote it.
 *
 * <p>Takes the form of {@link JobSpec}, the flat form ({@code model_type, data_path, epochs, …}) and the three-section
 * form ({@code model_config}, {@code training_config}, {@code data_config}). Paths stay as they are written; see
 * {@link JobSpec#withResolvedPaths}.
 */
public final class JobSpecReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,95}");
    private static final int MAX_LENGTH = 512;
    private static final double RATE_FROM_SCRATCH = 5e-4;
    private static final double RATE_OF_LORA = 1e-4;
    private static final double RATE_OF_FULL_TRAINING = 2e-5;

    private JobSpecReader() {}

    /**
     * The spec of a YAML or JSON document, with every default filled in.
     *
     * <p>Errors: {@link TrainyardException} with {@link ErrorCode#INVALID_REQUEST} where the text is no document, with
     * {@link ErrorCode#INVALID_SPEC} and all problems where it is no valid spec.
     */
    public static JobSpec read(String yamlOrJson) {
        return read(SpecText.tree(yamlOrJson));
    }

    /** The spec of a document that was parsed already. Errors: as {@link #read(String)}. */
    public static JobSpec read(JsonNode document) {
        return read(document, (field, path) -> path);
    }

    /**
     * The spec of a document with its paths resolved; what is wrong with a path is reported with all other problems.
     *
     * @param resolution takes the field path and what is written there, {@code models:/} references included. A
     *     {@link TrainyardException} of kind USER that it throws becomes a problem of that field; of another kind, it
     *     is passed on, unless the spec has problems anyway.
     */
    public static JobSpec read(String yamlOrJson, BinaryOperator<String> resolution) {
        return read(SpecText.tree(yamlOrJson), resolution);
    }

    private static JobSpec read(JsonNode document, BinaryOperator<String> resolution) {
        if (!(document instanceof ObjectNode fields)) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "a job spec is an object with fields, not " + Section.shown(document.toString()));
        }
        Problems problems = new Problems();
        SpecLayout layout = new SpecLayout(problems);
        JobSpec spec = spec(new Section("", layout.convert(fields), problems), problems);
        CheckedPaths paths = new CheckedPaths(resolution, problems);
        JobSpec resolved = paths.resolve(spec);
        if (!problems.none()) {
            throw problems.exception(layout::asWritten);
        }
        paths.throwIfUnavailable();
        return resolved;
    }

    private static JobSpec spec(Section root, Problems problems) {
        ModelSpec model = ModelReader.model(root.section("model"));
        boolean fromScratch = model.architecture().isPresent();
        AdapterSpec adapter = AdapterReader.read(root.section("adapter"), root.has("adapter"), fromScratch);
        JobSpec spec = new JobSpec(
                name(root),
                model,
                TrainingReader.data(root.section("training_data")),
                TrainingReader.hyperparameters(
                        root.section("hyperparameters"), usualRate(adapter, fromScratch), usualLength(model)),
                adapter,
                TrainingReader.optimization(root.section("optimization")),
                TrainingReader.checkpoints(root.section("checkpoints")),
                TrainingReader.distribution(root.section("training")),
                TrainingReader.resources(root.section("resources")),
                EvaluationReader.read(root.section("evaluation")),
                DeploymentReader.read(root.section("deployment")),
                LabelReader.read(root.section("metadata")));
        root.end();
        contradictions(spec, problems);
        return spec;
    }

    private static String name(Section root) {
        String name = root.text("name").orElse("");
        if (name.isEmpty() && !root.doubtful("name")) {
            root.problem("name", "missing: give the name the model gets in the registry, such as course-assistant");
        } else if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            root.problem(
                    "name",
                    "\"" + Section.shown(name) + "\" is not a model name: use 1 to 96 lower-case letters, digits, dots,"
                            + " dashes and underscores, starting with a letter or digit");
        }
        return name;
    }

    private static double usualRate(AdapterSpec adapter, boolean fromScratch) {
        if (fromScratch) {
            return RATE_FROM_SCRATCH;
        }
        return adapter.method() == AdapterSpec.Method.NONE ? RATE_OF_FULL_TRAINING : RATE_OF_LORA;
    }

    /** A new model has no use for rows longer than its context. */
    private static int usualLength(ModelSpec model) {
        int context = model.architecture()
                .map(ModelSpec.Architecture::maxPositionEmbeddings)
                .orElse(MAX_LENGTH);
        return Math.clamp(context, 2, MAX_LENGTH);
    }

    private static void contradictionsOfTask(JobSpec spec, Problems problems) {
        boolean classifies = spec.model().task() == ModelSpec.Task.SEQUENCE_CLASSIFICATION;
        List<String> watched = classifies ? TrainingReader.WATCHED_OF_CLASSES : TrainingReader.WATCHED_OF_TEXT;
        String metric = spec.optimization().earlyStopping().metric();
        boolean prefers = spec.optimization().dpo().isPresent();
        if (classifies && prefers) {
            problems.add("optimization.objective", "dpo trains language models: leave it out to train a classifier");
        }
        if (!prefers && !watched.contains(metric) && !problems.concern("optimization.early_stopping")) {
            problems.add(
                    "optimization.early_stopping.metric",
                    metric + " is not measured of a "
                            + (classifies ? "classifier" : "language model (or is model.task sequence-classification?)")
                            + "; supported: " + String.join(", ", watched));
        }
        if (!problems.concern("model.task")) {
            EvaluationReader.misfits(spec.evaluation(), spec.model().task())
                    .forEach(misfit -> problems.add(misfit.field(), misfit.message()));
        }
        if (classifies && spec.trainingData().format() == DataSpec.Format.TEXT) {
            problems.add(
                    "training_data.format",
                    "plain text has no labels: give rows of text and label as jsonl, json or csv");
        }
    }

    private static void contradictions(JobSpec spec, Problems problems) {
        EarlyStopping stopping = spec.optimization().earlyStopping();
        contradictionsOfTask(spec, problems);
        TrainingReader.mismatch(spec.resources(), spec.training())
                .ifPresent(problem -> problems.add("resources.gpus", problem));
        if (stopping.enabled()
                && !TrainingReader.validates(spec.trainingData())
                && !problems.concern("training_data")) {
            problems.add(
                    "optimization.early_stopping",
                    "needs rows to validate on: set training_data.validation_split (such as 0.1) or validation_path, or"
                            + " turn early_stopping off");
        }
        if (spec.optimization().groupByLength() && !spec.trainingData().shuffle()) {
            problems.add(
                    "optimization.group_by_length",
                    "changes the order of the rows, but training_data.shuffle is false: keep one of them");
        }
        int maxLength = spec.hyperparameters().maxLength();
        if (spec.evaluation().stride() > maxLength) {
            problems.add(
                    "evaluation.stride",
                    spec.evaluation().stride() + " is more than hyperparameters.max_length " + maxLength
                            + ", so the tokens between two windows would be left out: lower it");
        }
        spec.model()
                .architecture()
                .filter(shape -> maxLength > shape.maxPositionEmbeddings())
                .ifPresent(shape -> problems.add(
                        "hyperparameters.max_length",
                        maxLength + " is more than max_position_embeddings " + shape.maxPositionEmbeddings()
                                + " of the new model: lower max_length or raise max_position_embeddings"));
    }
}

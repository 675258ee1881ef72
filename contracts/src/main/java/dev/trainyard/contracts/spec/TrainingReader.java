package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.spec.Optimization.EarlyStopping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads {@code training_data}, {@code hyperparameters}, {@code optimization} and where and when training runs. */
final class TrainingReader {
    /** What early stopping of a language model can watch, the usual first. */
    static final List<String> WATCHED_OF_TEXT = List.of("validation_loss", "perplexity", "token_accuracy");

    /** What early stopping of a classifier can watch. */
    static final List<String> WATCHED_OF_CLASSES = List.of("validation_loss", "accuracy", "f1_score", "f1_weighted");

    /** Other names of the same measures, as other tools have them. */
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("loss", "validation_loss"),
            Map.entry("val_loss", "validation_loss"),
            Map.entry("eval_loss", "validation_loss"),
            Map.entry("f1", "f1_score"),
            Map.entry("f1_macro", "f1_score"),
            Map.entry("macro_f1", "f1_score"),
            Map.entry("weighted_f1", "f1_weighted"),
            // Where each row has one label they are equal.
            Map.entry("f1_micro", "accuracy"),
            Map.entry("micro_f1", "accuracy"));

    private static final List<String> WATCHED = Stream.concat(WATCHED_OF_TEXT.stream(), WATCHED_OF_CLASSES.stream())
            .distinct()
            .toList();

    private TrainingReader() {}

    static DataSpec data(Section data) {
        List<String> path = data.texts("path");
        if (path.isEmpty() && !data.doubtful("path")) {
            data.problem("path", "missing: give the file with the rows to train on");
        }
        DataSpec spec = new DataSpec(
                path,
                data.choice("format", formatOf(path), List.of("parquet")),
                data.number("validation_split", Bounds.between(0, 0.5), 0),
                data.text("validation_path"),
                data.flag("shuffle", true),
                data.text("text_field"),
                data.text("text_pair_field"),
                data.text("label_field"),
                data.text("prompt_field"),
                data.text("completion_field"));
        data.end();
        if (spec.validationSplit() > 0 && spec.validationPath().isPresent()) {
            data.problem(
                    "validation_split",
                    "contradicts validation_path: keep validation_path to validate on that file, or validation_split"
                            + " to set rows of the training data aside");
        }
        return spec;
    }

    /** Files are what their names end with; everything else that has no format given is JSON lines. */
    private static DataSpec.Format formatOf(List<String> path) {
        if (allEnd(path, ".txt")) {
            return DataSpec.Format.TEXT;
        }
        if (allEnd(path, ".csv")) {
            return DataSpec.Format.CSV;
        }
        return allEnd(path, ".json") ? DataSpec.Format.JSON : DataSpec.Format.JSONL;
    }

    private static boolean allEnd(List<String> path, String end) {
        return !path.isEmpty() && path.stream().allMatch(file -> file.endsWith(end));
    }

    /**
     * The numbers of the training loop.
     *
     * @param learningRate used where none is given
     * @param maxLength used where none is given
     */
    static Hyperparameters hyperparameters(Section numbers, double learningRate, int maxLength) {
        int none = -1;
        int maxSteps = numbers.integer("max_steps", Bounds.between(1, Integer.MAX_VALUE), none);
        Hyperparameters read = new Hyperparameters(
                numbers.number("learning_rate", Bounds.above(0, 1), learningRate),
                numbers.integer("batch_size", Bounds.between(1, 65_536), 8),
                numbers.integer("gradient_accumulation_steps", Bounds.between(1, 65_536), 1),
                numbers.integer("epochs", Bounds.between(1, 100_000), 1),
                maxSteps == none ? OptionalInt.empty() : OptionalInt.of(maxSteps),
                numbers.integer("max_length", Bounds.between(2, 1_000_000), maxLength),
                numbers.integer("warmup_steps", Bounds.between(0, Integer.MAX_VALUE), 0),
                numbers.number("weight_decay", Bounds.between(0, 1), 0.01),
                numbers.number("max_grad_norm", Bounds.between(0, 1e6), 1.0),
                numbers.wholeNumber("seed", Bounds.between(0, Long.MAX_VALUE >> 10), 42));
        numbers.end();
        return read;
    }

    static Optimization optimization(Section section) {
        Optional<Optimization.Dpo> dpo = PreferenceReader.dpo(section);
        Optimization read = new Optimization(
                section.choice("optimizer", Optimization.Optimizer.ADAMW, List.of("adafactor", "lion")),
                section.choice(
                        "scheduler", Optimization.Scheduler.LINEAR, List.of("polynomial", "cosine-with-restarts")),
                section.choice("precision", Optimization.Precision.FP32, List.of("fp16", "fp8")),
                section.flag("gradient_checkpointing", false),
                section.flag("packing", false),
                section.flag("group_by_length", false),
                earlyStopping(section, dpo.isPresent() ? PreferenceReader.WATCHED : WATCHED),
                UpdateRule.betas(section),
                UpdateRule.eps(section),
                UpdateRule.momentum(section),
                UpdateRule.nesterov(section),
                dpo);
        UpdateRule.check(section, read);
        if (read.packing() && read.groupByLength()) {
            section.problem(
                    "group_by_length",
                    "contradicts packing, which fills every batch with rows of any length: keep one");
        }
        section.end();
        return read;
    }

    private static EarlyStopping earlyStopping(Section section, List<String> watched) {
        JsonNode written = section.field("early_stopping");
        boolean plain = written != null && written.isBoolean();
        boolean enabled = plain ? section.flag("early_stopping", false) : written != null && written.isObject();
        Section details = plain ? section.nothing("early_stopping") : section.section("early_stopping");
        EarlyStopping read = new EarlyStopping(
                details.flag("enabled", enabled),
                details.integer("patience", Bounds.between(1, 100_000), 3),
                details.number("min_delta", Bounds.between(0, 1e6), 0.001),
                details.text("metric")
                        .map(metric -> SYNONYMS.getOrDefault(metric, metric))
                        .orElse(watched.get(0)));
        if (!watched.contains(read.metric())) {
            details.problem(
                    "metric",
                    "unknown metric \"" + Section.shown(read.metric()) + "\""
                            + Spelling.suggestion(read.metric(), watched) + " supported: "
                            + String.join(", ", watched));
        }
        details.end();
        return read;
    }

    static Checkpointing checkpoints(Section section) {
        Checkpointing read = new Checkpointing(
                section.integer("every_steps", Bounds.between(0, Integer.MAX_VALUE), 200),
                section.flag("every_epoch", true),
                section.integer("keep_last", Bounds.between(1, 1000), 2));
        section.end();
        return read;
    }

    static Distribution distribution(Section section) {
        boolean distributed = section.flag("distributed", false);
        int processes = section.integer("world_size", Bounds.between(1, 1024), 1);
        if (distributed && !section.has("world_size")) {
            section.problem(
                    "world_size",
                    "missing: give the number of processes that train together, at most the processors of a worker");
        }
        if (!distributed && section.has("distributed") && processes > 1) {
            section.problem(
                    "world_size", processes + " contradicts distributed: set distributed to true, or world_size to 1");
        }
        section.choice("strategy", "data-parallel", List.of("data-parallel"), List.of("fsdp", "tensor-parallel"));
        List<String> devices = devices(section);
        if (!devices.isEmpty() && !devices.equals(List.of("cpu"))) {
            section.problem(
                    "devices",
                    "devices are not chosen one by one: to train on GPUs set resources.gpus to the number of"
                            + " processes, one for each; else set it to cpu or leave it out");
        }
        section.end();
        return new Distribution(processes > 1, processes);
    }

    private static List<String> devices(Section section) {
        JsonNode written = section.field("devices");
        boolean numbers =
                written != null && written.isArray() && written.path(0).isNumber();
        return numbers ? List.of("gpu") : section.texts("devices");
    }

    static Resources resources(Section section) {
        String pool = section.text("pool").orElse("default");
        if (!pool.equals("default")) {
            section.problem("pool", "unknown pool \"" + Section.shown(pool) + "\": this release has the pool default");
        }
        Resources.Priority priority = section.choice("priority", Resources.Priority.NORMAL, List.of());
        if (priority != Resources.Priority.NORMAL) {
            section.problem(
                    "priority",
                    "priorities are not supported by this release: jobs run in the order of their"
                            + " submission; set it to normal");
        }
        int gpus = section.integer("gpus", Bounds.between(0, 1024), 0);
        section.end();
        return new Resources(pool, priority, gpus);
    }

    /** Each process computes on one device. */
    static Optional<String> mismatch(Resources resources, Distribution distribution) {
        return resources.gpus() == 0 || resources.gpus() == distribution.worldSize()
                ? Optional.empty()
                : Optional.of(resources.gpus() + " GPUs for " + distribution.worldSize()
                        + " processes: each process computes on one, so set it to " + distribution.worldSize()
                        + ", or to 0 to train on CPUs");
    }

    /** Whether there are rows to validate on while training. */
    static boolean validates(DataSpec data) {
        return data.validationSplit() > 0 || data.validationPath().isPresent();
    }
}

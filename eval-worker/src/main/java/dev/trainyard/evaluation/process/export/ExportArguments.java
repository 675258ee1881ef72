package dev.trainyard.evaluation.process.export;

import dev.trainyard.contracts.spec.DataSpec;
import dev.trainyard.contracts.spec.ExportSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The command line of the exporter's program. Not thread-safe. */
final class ExportArguments {
    private final List<String> arguments = new ArrayList<>();

    ExportArguments add(String option, Object value) {
        arguments.add(option);
        arguments.add(value.toString());
        return this;
    }

    ExportArguments add(String option, Optional<?> value) {
        value.ifPresent(present -> add(option, present));
        return this;
    }

    /** @param named whether the user named the rows; those that a job held out are JSONL */
    ExportArguments addRows(ExportSpec.Comparison comparison, Path rows, boolean named) {
        DataSpec.Format format = named ? comparison.dataFormat() : DataSpec.Format.JSONL;
        return add("--data", rows)
                .add("--format", format.name().toLowerCase(Locale.ROOT))
                .add("--max-rows", comparison.maxRows())
                .add("--max-length", comparison.maxLength());
    }

    static String target(ExportSpec spec) {
        return switch (spec.format()) {
            case HUGGINGFACE -> "huggingface";
            case PEFT -> "peft";
            case GGUF -> spec.adapterOnly() ? "gguf-adapter" : "gguf";
            case INT8 -> "int8";
            case TORCHSCRIPT -> "torchscript";
        };
    }

    List<String> all() {
        return List.copyOf(arguments);
    }
}

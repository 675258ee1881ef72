package dev.trainyard.export.main;

import dev.trainyard.data.DataFormat;
import dev.trainyard.export.ExportRequest;
import dev.trainyard.export.Target;
import dev.trainyard.export.llamacpp.Precision;
import dev.trainyard.export.parity.ProbeFile;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line. */
record ExportArguments(ExportRequest request, Path output) {
    private static final String USAGE = """
            usage: export --model FOLDER --target TARGET --output FOLDER
              --target huggingface | peft | gguf | gguf-adapter | int8 | torchscript
              --quantization f32 | f16 | bf16 | q8_0 | q4_0 | q4_k_m   of gguf
              --adapter FOLDER           a PEFT adapter of the model: merged, or for peft and gguf-adapter itself exported
              --name NAME                of files; otherwise that of the model's folder
              --data FILE                held-out rows to compare by; otherwise rows that the model says itself
              --format FORMAT            of the rows: jsonl (usual), json, csv, text or tokens
              --max-rows N               compared at most (64)
              --max-length N             tokens after which a row is cut (512)
              --max-divergence NATS      in place of the target's limit on the mean Kullback-Leibler divergence
              --max-perplexity-change X  in place of its limit on the growth of the perplexity; 0.01 is 1 %""";
    private static final List<String> KNOWN = List.of(
            "--model",
            "--target",
            "--output",
            "--quantization",
            "--adapter",
            "--name",
            "--data",
            "--format",
            "--max-rows",
            "--max-length",
            "--max-divergence",
            "--max-perplexity-change");

    static ExportArguments parse(String... arguments) {
        Options options = new Options(read(arguments));
        Path model = Path.of(options.required("--model")).toAbsolutePath().normalize();
        String target = options.required("--target");
        Optional<String> quantization = options.optional("--quantization");
        ExportRequest request = new ExportRequest(
                model,
                options.optional("--adapter").map(path -> Path.of(path).toAbsolutePath()),
                Target.named(target).orElseThrow(() -> wrong("--target " + target + " is unknown")),
                quantization.map(name ->
                        Precision.named(name).orElseThrow(() -> wrong("--quantization " + name + " is unknown"))),
                options.optional("--name").orElseGet(() -> String.valueOf(model.getFileName())),
                options.optional("--data")
                        .map(file -> new ProbeFile(
                                Path.of(file).toAbsolutePath(),
                                DataFormat.named(options.optional("--format").orElse("jsonl")),
                                options.whole("--max-length", 512),
                                options.whole("--max-rows", 64))),
                options.optional("--max-divergence").map(text -> number("--max-divergence", text)),
                options.optional("--max-perplexity-change").map(text -> number("--max-perplexity-change", text)));
        return new ExportArguments(request, Path.of(options.required("--output")));
    }

    private static Map<String, String> read(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i])) {
                throw wrong("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw wrong(arguments[i] + " needs a value");
            }
            if (values.put(arguments[i], arguments[i + 1]) != null) {
                throw wrong(arguments[i] + " is given twice");
            }
        }
        return values;
    }

    private static double number(String option, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(option + " must be a number, got " + text);
        }
    }

    private static TrainingFailure wrong(String what) {
        return new TrainingFailure(FailureCode.INVALID_SPEC, what + "\n" + USAGE);
    }

    private record Options(Map<String, String> values) {
        Optional<String> optional(String option) {
            return Optional.ofNullable(values.get(option));
        }

        String required(String option) {
            return optional(option).orElseThrow(() -> wrong(option + " is missing"));
        }

        int whole(String option, int otherwise) {
            String text = values.get(option);
            try {
                int number = text == null ? otherwise : Integer.parseInt(text);
                if (number >= 1) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below, like a number out of range.
            }
            throw wrong(option + " must be a whole number from 1, got " + text);
        }
    }
}

package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.ExportSpec.Comparison;
import dev.trainyard.contracts.spec.ExportSpec.Format;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Reads what a version is to be exported as, strictly: everything that is wrong is reported at once. */
public final class ExportSpecReader {
    /** The types that weights of a GGUF file have. */
    public static final List<String> TYPES = List.of("f32", "f16", "bf16", "q8_0", "q4_0", "q4_k_m");

    private static final String INT8 = "int8";
    private static final List<String> METHODS = List.of(INT8, "f16", "bf16", "q8_0", "q4_0", "q4_k_m");

    private ExportSpecReader() {}

    /**
     * An export: {@code format}, {@code type}, {@code adapter_only}, {@code data}, {@code data_format}, {@code
     * max_rows}, {@code max_length} and {@code limits}.
     *
     * <p>Errors: INVALID_REQUEST where the body is no object, INVALID_SPEC with all problems.
     */
    public static ExportSpec export(JsonNode body) {
        return read("the export", body, ExportSpecReader::export);
    }

    /**
     * A compression, which is an export in fewer bits: {@code method}, and what else an export takes.
     *
     * <p>Errors: as of {@link #export(JsonNode)}.
     */
    public static ExportSpec compression(JsonNode body) {
        return read("the compression", body, ExportSpecReader::compression);
    }

    private static ExportSpec read(String what, JsonNode body, Function<Section, ExportSpec> reader) {
        if (!(body instanceof ObjectNode fields)) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "expected a JSON object as body");
        }
        Problems problems = new Problems();
        Section section = new Section("", fields, problems);
        ExportSpec spec = reader.apply(section);
        section.end();
        if (!problems.none()) {
            throw problems.exception(what, field -> field);
        }
        return spec;
    }

    private static ExportSpec export(Section section) {
        if (!section.has("format")) {
            section.problem("format", "missing: give huggingface, peft, gguf, int8 or torchscript");
        }
        Format format = section.choice("format", Format.HUGGINGFACE, List.of());
        boolean adapterOnly = section.flag("adapter_only", format == Format.PEFT);
        if (adapterOnly && format != Format.PEFT && format != Format.GGUF && !section.doubtful("format")) {
            section.problem("adapter_only", "an adapter alone is exported as peft or gguf, not as " + lower(format));
        }
        if (!adapterOnly && format == Format.PEFT) {
            section.problem(
                    "adapter_only", "peft holds an adapter alone: leave adapter_only out, or choose another format");
        }
        return new ExportSpec(format, type(section, format, adapterOnly), adapterOnly, comparison(section));
    }

    private static Optional<String> type(Section section, Format format, boolean adapterOnly) {
        Optional<String> type = section.text("type").map(text -> text.toLowerCase(Locale.ROOT));
        String known = "expected " + String.join(", ", TYPES);
        type.filter(name -> !TYPES.contains(name))
                .ifPresent(name -> section.problem("type", "unknown value \"" + Section.shown(name) + "\"; " + known));
        boolean wanted = format == Format.GGUF && !adapterOnly;
        if (wanted && !section.has("type")) {
            section.problem("type", "missing: format gguf needs one; " + known);
        }
        if (!wanted && type.isPresent() && !section.doubtful("format")) {
            section.problem("type", "is for whole models as gguf: leave it out");
        }
        return wanted ? type : Optional.empty();
    }

    private static ExportSpec compression(Section section) {
        if (!section.has("method")) {
            section.problem("method", "missing: give one of " + String.join(", ", METHODS));
        }
        String method = section.text("method")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElse(INT8);
        if (!METHODS.contains(method)) {
            section.problem(
                    "method",
                    "unknown value \"" + Section.shown(method) + "\"; expected " + String.join(", ", METHODS));
        }
        boolean int8 = method.equals(INT8);
        return new ExportSpec(
                int8 ? Format.INT8 : Format.GGUF,
                int8 ? Optional.empty() : Optional.of(method),
                false,
                comparison(section));
    }

    private static Comparison comparison(Section section) {
        Section limits = section.section("limits");
        Comparison read = new Comparison(
                section.text("data"),
                section.choice("data_format", DataSpec.Format.JSONL, List.of()),
                section.integer("max_rows", Bounds.between(1, 100_000), 64),
                section.integer("max_length", Bounds.between(2, 1_000_000), 512),
                optional(limits.number("max_divergence", Bounds.above(0, 1e6))),
                optional(limits.number("max_perplexity_change", Bounds.above(0, 1e6))));
        limits.end();
        if (section.has("data_format") && !section.has("data")) {
            section.problem("data_format", "is the form of the rows in data: give data as well, or leave it out");
        }
        return read;
    }

    private static Optional<Double> optional(OptionalDouble number) {
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }

    private static String lower(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}

package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.spec.AdapterSpec.Method;
import dev.trainyard.contracts.spec.AdapterSpec.Quantization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code adapter}. */
final class AdapterReader {
    private static final String ALL_LINEAR = "all-linear";
    private static final Bounds RANKS = Bounds.between(1, 4096);
    private static final Bounds ALPHAS = Bounds.above(0, 65_536);

    private final Section adapter;
    private final Method method;

    private AdapterReader(Section adapter, Method method) {
        this.adapter = adapter;
        this.method = method;
    }

    static AdapterSpec read(Section adapter, boolean given, boolean fromScratch) {
        Method method = adapter.choice("method", given ? Method.LORA : Method.NONE, List.of());
        var reader = new AdapterReader(adapter, method);
        AdapterSpec spec = reader.spec();
        adapter.end();
        ModelReader.checkHub(adapter, "init_from", spec.initFrom());
        reader.contradictions(spec, fromScratch);
        return spec;
    }

    private AdapterSpec spec() {
        List<String> targets = modules("target_modules");
        return new AdapterSpec(
                method,
                adapter.integer("r", RANKS, 16),
                adapter.number("alpha", ALPHAS, 32),
                adapter.number("dropout", Bounds.between(0, 0.9), 0),
                targets.isEmpty() ? List.of(ALL_LINEAR) : targets,
                adapter.text("init_from"),
                adapter.has("use_rslora") ? Optional.of(adapter.flag("use_rslora", false)) : Optional.empty(),
                numbers("rank_pattern", RANKS, true).map(AdapterReader::whole),
                numbers("alpha_pattern", ALPHAS, false),
                listed("exclude_modules"),
                layers(),
                listed("modules_to_save"),
                quantization());
    }

    /** Names as a list or divided by commas; a text that is no such names is one regular expression. */
    private List<String> modules(String key) {
        JsonNode node = adapter.field(key);
        List<String> modules = node != null && node.isTextual() && AdapterSpec.isRegex(List.of(node.textValue()))
                ? List.of(node.textValue().strip())
                : adapter.texts(key);
        if (AdapterSpec.isRegex(modules)) {
            requireRegex(key, modules.getFirst());
        } else {
            modules.stream()
                    .filter(name -> AdapterSpec.isRegex(List.of(name)))
                    .forEach(name -> adapter.problem(
                            key,
                            "\"" + Section.shown(name) + "\" is a regular expression: give it alone, or only names"));
        }
        return modules;
    }

    private void requireRegex(String key, String regex) {
        try {
            Pattern.compile(regex.replace("(?P<", "(?<"));
        } catch (PatternSyntaxException e) {
            adapter.problem(
                    key,
                    "\"" + Section.shown(regex) + "\" is no regular expression: "
                            + e.getDescription().toLowerCase(Locale.ROOT));
        }
    }

    private Optional<List<String>> listed(String key) {
        return adapter.has(key) ? Optional.of(modules(key)) : Optional.empty();
    }

    private Optional<List<Integer>> layers() {
        return adapter.numbers("layers_to_transform", Bounds.between(0, 1000))
                .map(layers -> layers.stream()
                        .map(layer -> {
                            if (layer != Math.rint(layer)) {
                                adapter.problem("layers_to_transform", "expected whole numbers, found " + layer);
                            }
                            return layer.intValue();
                        })
                        .toList());
    }

    private Optional<Map<String, Double>> numbers(String key, Bounds bounds, boolean whole) {
        if (!adapter.has(key)) {
            return Optional.empty();
        }
        Section pattern = adapter.section(key);
        var numbers = new LinkedHashMap<String, Double>();
        for (Map.Entry<String, JsonNode> entry : pattern.entries()) {
            requireRegex(key, entry.getKey());
            double value =
                    whole ? pattern.integer(entry.getKey(), bounds, 1) : pattern.number(entry.getKey(), bounds, 1);
            numbers.put(entry.getKey(), value);
        }
        return Optional.of(numbers);
    }

    private static Map<String, Integer> whole(Map<String, Double> numbers) {
        var whole = new LinkedHashMap<String, Integer>();
        numbers.forEach((key, value) -> whole.put(key, value.intValue()));
        return whole;
    }

    private Optional<Quantization> quantization() {
        boolean given = adapter.has("quantization");
        if (!given && method != Method.QLORA) {
            return Optional.empty();
        }
        Section section = adapter.section("quantization");
        var quantization = new Quantization(
                section.choice("quant_type", "nf4", List.of("nf4"), List.of("fp4", "int8")),
                section.flag("double_quant", true),
                section.texts("skip_modules"));
        section.end();
        if (given && (method == Method.NONE || method == Method.LORA) && !adapter.doubtful("method")) {
            adapter.problem(
                    "quantization", "contradicts method " + name() + ": set adapter.method to qlora, or to dora");
        }
        return Optional.of(quantization);
    }

    private String name() {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private void contradictions(AdapterSpec spec, boolean fromScratch) {
        if (spec.targetModules().size() > 1 && spec.targetModules().contains(ALL_LINEAR)) {
            adapter.problem("target_modules", "all-linear stands for every linear layer: give it alone, or only names");
        }
        if (AdapterSpec.isRegex(spec.targetModules())
                && spec.layersToTransform().isPresent()
                && !adapter.doubtful("layers_to_transform")) {
            adapter.problem(
                    "layers_to_transform",
                    "contradicts a regular expression in target_modules: let that name the layers");
        }
        if (adapter.doubtful("method")) {
            return;
        }
        if (method != Method.NONE && fromScratch) {
            adapter.problem(
                    "method",
                    name() + " needs a trained base model: give model.base instead of model.architecture, or set"
                            + " adapter.method to none");
        }
        if (method == Method.NONE && spec.initFrom().isPresent()) {
            adapter.problem("init_from", "contradicts method none: an adapter to start from needs method lora");
        }
    }
}

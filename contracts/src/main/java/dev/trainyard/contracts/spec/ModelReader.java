package dev.trainyard.contracts.spec;

import dev.trainyard.contracts.spec.ModelSpec.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code model}. */
final class ModelReader {
    private static final String GPT2 = "gpt2";
    private static final double ROPE_THETA = 10_000;
    private static final double RMS_NORM_EPS = 1e-5;
    private static final String BERT = "bert";
    private static final List<String> FAMILIES = List.of("llama", "qwen2", "qwen3", GPT2, BERT);
    private static final Pattern URI_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern REGISTRY_REFERENCE =
            Pattern.compile("models:/[a-z0-9][a-z0-9._-]{0,95}[/@][a-z0-9._-]{1,96}");

    private ModelReader() {}

    static ModelSpec model(Section model) {
        Optional<String> base = base(model);
        boolean fromScratch = model.has("architecture");
        Optional<Architecture> architecture =
                fromScratch ? Optional.of(architecture(model.section("architecture"))) : Optional.empty();
        ModelSpec.Task task = model.choice("task", ModelSpec.Task.CAUSAL_LM, List.of());
        int none = -1;
        int count = model.integer("num_labels", Bounds.between(1, 100_000), none);
        List<String> labels = model.texts("labels");
        ModelSpec spec = new ModelSpec(
                base,
                architecture,
                task,
                count == none ? OptionalInt.empty() : OptionalInt.of(count),
                labels.isEmpty() ? Optional.empty() : Optional.of(labels));
        model.end();
        checkTask(model, spec);
        if (base.isPresent() && fromScratch) {
            model.problem(
                    "architecture",
                    "contradicts base: a base model brings its own shape. Remove architecture to go on training base,"
                            + " or remove base to train a new model");
        } else if (!model.has("base") && !fromScratch) {
            model.problem(
                    "base",
                    "missing: give the folder of a model, a hub id or models:/NAME/VERSION as base, or architecture to"
                            + " train a new model");
        }
        return spec;
    }

    private static void checkTask(Section model, ModelSpec spec) {
        boolean classifies = spec.task() == ModelSpec.Task.SEQUENCE_CLASSIFICATION;
        if (model.doubtful("task")) {
            return;
        }
        for (String field : List.of("num_labels", "labels")) {
            if (!classifies && model.has(field)) {
                model.problem(field, "is for classifiers: set task to sequence-classification, or leave it out");
            }
        }
        if (!classifies
                && spec.architecture()
                        .filter(shape -> shape.modelType().equals(BERT))
                        .isPresent()) {
            model.problem(
                    "architecture.model_type",
                    "bert does not predict text: set task to sequence-classification, or take another family");
        }
        spec.labels().ifPresent(names -> checkNames(model, spec.numLabels(), names));
    }

    private static void checkNames(Section model, OptionalInt count, List<String> names) {
        if (Set.copyOf(names).size() < names.size()) {
            model.problem("labels", "names a class twice: each needs a name of its own");
        }
        if (count.orElse(names.size()) != names.size()) {
            model.problem(
                    "num_labels",
                    count.getAsInt() + " contradicts the " + names.size() + " names of labels: leave num_labels out");
        }
    }

    private static Optional<String> base(Section model) {
        Optional<String> base = model.text("base");
        checkHub(model, "base", base);
        base.filter(text -> URI_SCHEME.matcher(text).matches() && !text.startsWith("file:"))
                .filter(text -> !REGISTRY_REFERENCE.matcher(text).matches() && !HubReference.hasScheme(text))
                .ifPresent(text -> model.problem(
                        "base",
                        "\"" + Section.shown(text) + "\" is not supported: give the folder of a Hugging Face model,"
                                + " a hub id such as owner/name, models:/NAME/VERSION with a number or latest as"
                                + " VERSION, or models:/NAME@ALIAS"));
        return base;
    }

    static void checkHub(Section section, String key, Optional<String> reference) {
        reference
                .filter(HubReference::hasScheme)
                .filter(text -> HubReference.parse(text).isEmpty())
                .ifPresent(text -> section.problem(
                        key,
                        "\"" + Section.shown(text) + "\" is no hub id: write hf://owner/name or ms://owner/name, with"
                                + " @revision after it for a branch, tag or commit"));
    }

    private static Architecture architecture(Section shape) {
        String family = shape.choice("model_type", "llama", FAMILIES, List.of());
        int hidden = shape.integer("hidden_size", Bounds.between(8, 65_536), 256);
        int heads = shape.integer("num_attention_heads", Bounds.between(1, 1024), 8);
        Architecture architecture = new Architecture(
                family,
                shape.integer("vocab_size", Bounds.between(16, 2_000_000), 4096),
                hidden,
                shape.integer("intermediate_size", Bounds.between(8, 1_000_000), feedForwardWidth(family, hidden)),
                shape.integer("num_hidden_layers", Bounds.between(1, 1000), 4),
                heads,
                shape.integer("num_key_value_heads", Bounds.between(1, 1024), heads),
                shape.integer("head_dim", Bounds.between(2, 4096), Math.max(2, hidden / heads)),
                shape.integer("max_position_embeddings", Bounds.between(8, 10_000_000), 2048),
                shape.number("rope_theta", Bounds.between(1, 1e12), ROPE_THETA),
                shape.number("rms_norm_eps", Bounds.above(0, 0.1), RMS_NORM_EPS),
                shape.flag("tie_word_embeddings", true));
        shape.end();
        checkHeads(shape, architecture);
        if (isPlain(family)) {
            checkPlain(shape, architecture);
        }
        return architecture;
    }

    /** Four times the width; two thirds of that, in steps of 32, where a gate makes three maps of two. */
    private static int feedForwardWidth(String family, int hidden) {
        return isPlain(family) ? 4 * hidden : Math.max(32, (hidden * 8 / 3 + 31) / 32 * 32);
    }

    private static void checkHeads(Section shape, Architecture a) {
        if (shape.doubtful("hidden_size") || shape.doubtful("num_attention_heads")) {
            return;
        }
        int heads = a.numAttentionHeads();
        if (!shape.has("head_dim") && a.hiddenSize() % heads != 0) {
            shape.problem(
                    "num_attention_heads",
                    heads + " does not divide hidden_size " + a.hiddenSize() + ": set num_attention_heads to "
                            + divisors(a.hiddenSize(), heads) + ", or give head_dim");
        } else if (a.headDim() % 2 != 0 && !isPlain(a.modelType()) && !shape.doubtful("head_dim")) {
            shape.problem(
                    shape.has("head_dim") ? "head_dim" : "num_attention_heads",
                    "gives heads of odd width " + a.headDim() + ": rotary positions need an even one");
        }
        if (heads % a.numKeyValueHeads() != 0 && !shape.doubtful("num_key_value_heads")) {
            shape.problem(
                    "num_key_value_heads",
                    a.numKeyValueHeads() + " does not divide num_attention_heads " + heads
                            + ": set num_key_value_heads to " + divisors(heads, a.numKeyValueHeads()));
        }
    }

    /** Whether a family has neither rotary positions, nor heads that share keys, nor a gated feed-forward part. */
    private static boolean isPlain(String family) {
        return family.equals(GPT2) || family.equals(BERT);
    }

    /** What is equal for all heads of GPT-2 and BERT, or unknown to them, cannot be chosen. */
    private static void checkPlain(Section shape, Architecture a) {
        String family = a.modelType();
        if (a.headDim() * a.numAttentionHeads() != a.hiddenSize() && shape.has("head_dim")) {
            shape.problem("head_dim", "of " + family + " is hidden_size by num_attention_heads: leave it out");
        }
        if (a.numKeyValueHeads() != a.numAttentionHeads()) {
            shape.problem("num_key_value_heads", "of " + family + " is num_attention_heads: leave it out");
        }
        if (a.ropeTheta() != ROPE_THETA) {
            shape.problem("rope_theta", family + " has no rotary positions: leave it out");
        }
        if (a.rmsNormEps() != RMS_NORM_EPS) {
            shape.problem("rms_norm_eps", family + " has no RMS norm: leave it out");
        }
    }

    /** The nearest divisors of {@code number} around {@code wish}, as "6 or 8". */
    private static String divisors(int number, int wish) {
        int below = wish;
        while (number % below != 0) {
            below--;
        }
        int above = wish;
        while (above < number && number % above != 0) {
            above++;
        }
        return above > number ? String.valueOf(below) : below + " or " + above;
    }
}

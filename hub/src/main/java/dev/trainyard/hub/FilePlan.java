package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files of a repository are needed to train: those at its root that we read, and none of the copies in other
 * formats, such as {@code original/}, {@code onnx/} or pickled weights.
 */
final class FilePlan {
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    static final String ADAPTER_CONFIG = "adapter_config.json";
    static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";

    /** Files of a model beside its weights that have one name; many repositories lack some. */
    static final List<String> NAMED = List.of(
            CONFIG,
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "vocab.json",
            "vocab.txt",
            "merges.txt",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "chat_template.json");

    private static final Pattern NAMED_TEMPLATE = Pattern.compile("additional_chat_templates/[A-Za-z0-9._-]+\\.jinja");
    private static final Pattern PICKLED =
            Pattern.compile("(pytorch_model|model|adapter_model)[A-Za-z0-9._-]*\\.(bin|pt|pth|ckpt)");
    private static final Pattern OTHER_FORMAT = Pattern.compile("[^/]+\\.(gguf|onnx|h5|msgpack|mlmodel)");

    private FilePlan() {}

    /** What is read before the weights, the index of their files included. Errors: INVALID_MODEL. */
    static List<RemoteFile> first(ModelKind kind, Listing listing, String shown) {
        if (kind == ModelKind.ADAPTER) {
            requireAdapter(listing, shown);
            return listing.matching(ADAPTER_CONFIG::equals);
        }
        requireModel(listing, shown);
        boolean sharded = !listing.has(WEIGHTS);
        return listing.matching(path ->
                NAMED.contains(path) || NAMED_TEMPLATE.matcher(path).matches() || (sharded && path.equals(INDEX)));
    }

    /**
     * The files of weights.
     *
     * @param folder where what comes before them lies
     *     <p>Errors: INVALID_MODEL where the index names a file that the repository lacks.
     */
    static List<RemoteFile> weights(ModelKind kind, Listing listing, Path folder, String shown) {
        if (kind == ModelKind.ADAPTER) {
            return listing.matching(ADAPTER_WEIGHTS::equals);
        }
        if (listing.has(WEIGHTS)) {
            return listing.matching(WEIGHTS::equals);
        }
        Set<String> named = ShardIndex.files(folder.resolve(INDEX));
        List<String> missing = new ArrayList<>(named);
        missing.removeIf(listing::has);
        if (!missing.isEmpty()) {
            throw invalid(shown + ": " + INDEX + " names " + missing.getFirst() + ", which the repository lacks"
                    + ": choose another revision");
        }
        return listing.matching(named::contains);
    }

    private static void requireModel(Listing listing, String shown) {
        if (!listing.has(CONFIG)) {
            String adapter = listing.has(ADAPTER_CONFIG)
                    ? ": it holds an adapter, which adapter.init_from takes"
                    : ": expected a repository in the layout of transformers";
            throw invalid(shown + " has no " + CONFIG + adapter);
        }
        if (!listing.has(WEIGHTS) && !listing.has(INDEX)) {
            throw invalid(shown + noWeights(listing, WEIGHTS));
        }
    }

    private static void requireAdapter(Listing listing, String shown) {
        if (!listing.has(ADAPTER_CONFIG)) {
            throw invalid(shown + " has no " + ADAPTER_CONFIG + ": expected a repository with a PEFT adapter");
        }
        if (!listing.has(ADAPTER_WEIGHTS)) {
            throw invalid(shown + noWeights(listing, ADAPTER_WEIGHTS));
        }
    }

    private static String noWeights(Listing listing, String expected) {
        List<RemoteFile> pickled =
                listing.matching(path -> PICKLED.matcher(path).matches());
        if (!pickled.isEmpty()) {
            return " has its weights only pickled (" + pickled.getFirst().path() + "), and reading a pickle runs code"
                    + " of its author: choose a revision with " + expected + " (many have one in a pull request, as in"
                    + " owner/name@refs/pr/1), or save the model with safe_serialization=True";
        }
        List<RemoteFile> others =
                listing.matching(path -> OTHER_FORMAT.matcher(path).matches());
        return " has no " + expected
                + (others.isEmpty()
                        ? ""
                        : ", only other formats (" + others.getFirst().path() + ")")
                + ": choose a repository with weights as safetensors";
    }

    private static TrainyardException invalid(String message) {
        return new TrainyardException(ErrorCode.INVALID_MODEL, message);
    }
}

package dev.trainyard.benchmarks.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes what both sides of a race work on, {@code FixtureMain config.json OUTPUT ROW_TOKENS [TEXTS]}: a random model, an adapter,
 * rows of random tokens, prompts, and with texts (lines of {@code {"text": …}}) these in tokens of a tokenizer trained on
 * them. Everything follows from fixed seeds.
 */
public final class FixtureMain {
    private static final long SEED = 20_261_121;
    private static final int ROWS = 64;
    private static final int PROMPTS = 16;
    private static final int PROMPT_TOKENS = 32;
    private static final int INVENTED_TEXTS = 3000;
    private static final LoraConfig LORA = new LoraConfig(16, 32, 0, List.of(LoraConfig.ALL_LINEAR));
    private static final ObjectMapper JSON = new ObjectMapper();

    private FixtureMain() {}

    public static void main(String[] args) throws IOException {
        Path output = Path.of(args[1]);
        ObjectNode shape = (ObjectNode) JSON.readTree(Path.of(args[0]).toFile());
        Path model = Files.createDirectories(output.resolve("model"));
        int vocabulary = shape.path("vocab_size").asInt();
        try (LanguageModel random = ModelFamilies.initialize(ModelFamilies.config(shape), SEED, LayerDecorator.NONE)) {
            silenceSpecialTokens(random);
            HuggingFaceFolder.save(model, random);
        }
        try (LoraAdapter adapter = new LoraAdapter(LORA, SEED);
                LanguageModel adapted = ModelFamilies.load(model, adapter)) {
            PeftAdapter.save(output.resolve("adapter"), adapter, model.toString());
            adapted.mode().predict();
        }
        write(output.resolve("rows.jsonl"), random(ROWS, Integer.parseInt(args[2]), vocabulary));
        write(output.resolve("prompts.jsonl"), random(PROMPTS, PROMPT_TOKENS, vocabulary));
        List<String> texts = args.length > 3 ? texts(Path.of(args[3])) : invented();
        tokenizer(
                texts, vocabulary, model, shape.path("max_position_embeddings").asInt());
        if (args.length > 3) {
            write(output.resolve("texts.jsonl"), encoded(texts, model));
        }
    }

    /** A random model would say one of them now and then, and end its text. The head is tied: their scores become 0. */
    private static void silenceSpecialTokens(LanguageModel model) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor embedding_VC =
                    model.parameters().find("model.embed_tokens.weight").orElseThrow();
            embedding_VC.narrow(0, 0, BpeTrainer.SPECIAL_TOKENS.size()).zero_();
        }
    }

    private static List<int[]> random(int rows, int tokens, int vocabulary) {
        Random random = new Random(SEED);
        return IntStream.range(0, rows)
                .mapToObj(row -> random.ints(tokens, BpeTrainer.SPECIAL_TOKENS.size(), vocabulary)
                        .toArray())
                .toList();
    }

    /** Texts of made-up words, enough of them for a tokenizer that knows all ids of the model. */
    private static List<String> invented() {
        Random random = new Random(SEED);
        String consonants = "bcdfghjklmnprstvwz";
        String vowels = "aeiou";
        return IntStream.range(0, INVENTED_TEXTS)
                .mapToObj(text -> IntStream.range(0, 10)
                        .mapToObj(word -> IntStream.range(0, 2 + random.nextInt(3))
                                .mapToObj(syllable -> "" + consonants.charAt(random.nextInt(consonants.length()))
                                        + vowels.charAt(random.nextInt(vowels.length())))
                                .collect(Collectors.joining()))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> texts(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            texts.add(JSON.readTree(line).path("text").asText());
        }
        return texts;
    }

    private static void tokenizer(List<String> texts, int vocabulary, Path folder, int maxLength) throws IOException {
        BpeTrainer trainer = new BpeTrainer(vocabulary);
        texts.forEach(trainer::add);
        trainer.train().write(folder, maxLength);
    }

    /** Each text in its natural length, then the end of a text. */
    private static List<int[]> encoded(List<String> texts, Path model) {
        try (Tokenizer tokenizer = Tokenizer.require(model)) {
            int end = tokenizer.tokenId(BpeTrainer.SPECIAL_TOKENS.getFirst()).orElseThrow();
            return texts.stream()
                    .map(text -> IntStream.concat(IntStream.of(tokenizer.encode(text)), IntStream.of(end))
                            .toArray())
                    .toList();
        }
    }

    private static void write(Path file, List<int[]> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int[] row : rows) {
            lines.add(JSON.createObjectNode()
                    .set("input_ids", JSON.valueToTree(row))
                    .toString());
        }
        Files.write(file, lines);
    }
}

package dev.trainyard.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.model.Labels;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.bert.BertConfig;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Small models with random weights and a tokenizer of their own. */
public final class TestModels {
    /** 256 wide, so that blocks of 256 numbers fit. */
    public static final int WIDTH = 256;

    public static final int VOCABULARY = 300;
    private static final String TEXT =
            "The heron stood in the reeds, and the train to the coast ran late. It's 1234 o'clock!\nThe herons' reeds."
                    .repeat(8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestModels() {}

    /** The config of a family's model, with weights large enough that its answers differ. */
    public static ObjectNode config(String family) {
        ObjectNode json = JSON.createObjectNode()
                .put("model_type", family)
                .put("vocab_size", VOCABULARY)
                .put("initializer_range", 0.08)
                .put("eos_token_id", 0);
        if (family.equals("gpt2")) {
            return json.put("n_embd", WIDTH)
                    .put("n_layer", 3)
                    .put("n_head", 4)
                    .put("n_positions", 64)
                    .put("attn_pdrop", 0)
                    .put("embd_pdrop", 0)
                    .put("resid_pdrop", 0);
        }
        json.put("hidden_size", WIDTH)
                .put("intermediate_size", 288)
                .put("num_hidden_layers", 3)
                .put("num_attention_heads", 4)
                .put("num_key_value_heads", 2)
                .put("head_dim", family.equals("qwen3") ? 96 : 64)
                .put("max_position_embeddings", 64)
                .put("rms_norm_eps", 1e-5)
                .put("rope_theta", 10_000.0)
                .put("tie_word_embeddings", !family.equals("llama"));
        if (family.equals("llama")) {
            json.putObject("rope_parameters")
                    .put("rope_type", "llama3")
                    .put("rope_theta", 500_000.0)
                    .put("factor", 8.0)
                    .put("low_freq_factor", 1.0)
                    .put("high_freq_factor", 4.0)
                    .put("original_max_position_embeddings", 32);
        }
        return json;
    }

    /** Writes a model of a family, with its tokenizer, to a folder. */
    public static Path write(Path folder, String family, long seed) {
        return write(folder, config(family), seed);
    }

    /** The same of a config. */
    public static Path write(Path folder, ObjectNode json, long seed) {
        ModelConfig config = ModelFamilies.config(json);
        try (LanguageModel model = ModelFamilies.initialize(config, seed, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(folder, model);
            BpeTrainer trainer = new BpeTrainer(VOCABULARY - 8);
            trainer.add(TEXT);
            trainer.train().write(folder, 64);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a PEFT adapter of a folder's model, whose updates are not zero. */
    public static Path writeAdapter(Path model, Path folder, LoraConfig config) {
        try (LoraAdapter adapter = new LoraAdapter(config, 5);
                LanguageModel adapted = ModelFamilies.load(model, adapter);
                Rng rng = Rng.seeded(6);
                NoGrad guard = NoGrad.open()) {
            adapter.parameters().all().forEach((name, weight) -> {
                if (name.endsWith("lora_B.weight")) {
                    weight.normal_(0, 0.05, rng);
                }
            });
            PeftAdapter.save(folder, adapter, adapted.config().modelType());
            return folder;
        }
    }

    /** A small BERT that tells three classes, in a folder. */
    public static Path writeClassifier(Path folder) {
        try (SequenceClassifier model = Classifiers.initialize(
                BertConfig.debug(),
                new Classifiers.NewHead(new Labels(List.of("a", "b", "c")), OptionalInt.of(0), 4))) {
            HuggingFaceFolder.save(folder, model);
            return folder;
        }
    }

    /** Gives the tokenizer of a folder another way to cut texts. */
    public static void cutBy(Path folder, String regex) {
        Path file = folder.resolve("tokenizer.json");
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
            ObjectNode cutter = json.putObject("pre_tokenizer").put("type", "Sequence");
            ObjectNode split = cutter.putArray("pretokenizers").addObject();
            split.put("type", "Split").put("behavior", "Isolated").put("invert", false);
            split.putObject("pattern").put("Regex", regex);
            cutter.withArray("pretokenizers")
                    .addObject()
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", false)
                    .put("use_regex", false);
            Files.writeString(file, json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

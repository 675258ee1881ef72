package dev.trainyard.train;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.data.DatasetFingerprint;
import dev.trainyard.model.Transformer;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model made ready for training, with what belongs to it. Memory: owns all of it; to be closed.
 *
 * @param name what an adapter calls its base model
 * @param folder where tokenizer and template come from: the base model, or the tokenizer trained for a new one
 * @param tokenizer empty for a model that only ever sees token ids
 */
record PreparedModel(
        TrainingTask task,
        Optional<LoraAdapter> adapter,
        String name,
        Path folder,
        Optional<Tokenizer> tokenizer,
        Optional<ChatTemplate> template)
        implements AutoCloseable {

    Transformer model() {
        return task.model();
    }

    /** The weights that training moves. */
    TrainedWeights weights() {
        return adapter.<TrainedWeights>map(lora -> new AdapterWeights(lora, name, task.peftName()))
                .orElseGet(() -> new ModelWeights(task.model()));
    }

    /** Digest of all that decides how texts become tokens. */
    String textSha256() {
        StringBuilder digests = new StringBuilder();
        for (String name : List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            Path file = folder.resolve(name);
            digests.append(Files.isRegularFile(file) ? DatasetFingerprint.of(List.of(file)) : "none")
                    .append('\n');
        }
        return DatasetFingerprint.ofText(
                digests + template.map(ChatTemplate::source).orElse("none"));
    }

    @Override
    public void close() {
        task.close();
        adapter.ifPresent(LoraAdapter::close);
        tokenizer.ifPresent(Tokenizer::close);
    }
}

package dev.trainyard.export;

import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.export.int8.Int8Folder;
import dev.trainyard.export.llamacpp.GgufAdapter;
import dev.trainyard.export.llamacpp.GgufExport;
import dev.trainyard.export.llamacpp.GgufModel;
import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.torchscript.TorchScriptClassifier;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SequenceClassifier;
import java.nio.file.Path;
import java.util.Optional;

/** How each target is written, and read back. */
record Format(Source source, ExportRequest request) {
    /** Writes everything into an empty folder. */
    void write(Path folder) {
        switch (request.target()) {
            case HUGGINGFACE -> {
                HuggingFaceFolder.save(folder, source.model());
                TokenizerCopy.copy(source.folder(), folder);
            }
            case INT8 -> {
                Int8Folder.save(folder, source.model());
                TokenizerCopy.copy(source.folder(), folder);
            }
            case TORCHSCRIPT -> {
                TorchScriptClassifier.save(source.classifier(request.target()), folder);
                TokenizerCopy.copy(source.folder(), folder);
            }
            case PEFT ->
                PeftAdapter.save(
                        folder,
                        source.adapter(),
                        source.folder().toString(),
                        source.model() instanceof SequenceClassifier
                                ? PeftAdapter.SEQUENCE_CLASSIFICATION
                                : PeftAdapter.CAUSAL_LM);
            case GGUF ->
                GgufExport.write(
                        source.languageModel(request.target()),
                        source.folder(),
                        request.name(),
                        request.precision().orElseThrow(),
                        gguf(folder));
            case GGUF_ADAPTER ->
                GgufAdapter.write(
                        source.languageModel(request.target()), source.adapter(), request.name(), gguf(folder));
        }
    }

    /** What was written, as something to ask. */
    Answers read(Path folder) {
        return switch (request.target()) {
            case HUGGINGFACE, INT8 -> Source.answers(folder);
            case PEFT -> {
                Source merged = Source.open(source.folder(), Optional.of(folder));
                yield Source.answers(merged.model());
            }
            case TORCHSCRIPT -> TorchScriptClassifier.load(folder);
            case GGUF -> Answers.of(GgufModel.load(gguf(folder)));
            case GGUF_ADAPTER -> {
                Source base = Source.open(source.folder(), Optional.empty());
                LanguageModel model = base.languageModel(request.target());
                GgufAdapter.addTo(model, gguf(folder));
                yield Answers.of(model);
            }
        };
    }

    private Path gguf(Path folder) {
        String suffix = request.precision().map(precision -> "-" + precision).orElse("-lora");
        return folder.resolve(request.name() + suffix + ".gguf");
    }
}

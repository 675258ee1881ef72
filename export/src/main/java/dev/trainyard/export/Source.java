package dev.trainyard.export;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.parity.Probe;
import dev.trainyard.export.parity.ProbeFile;
import dev.trainyard.export.parity.Probes;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextClassifier;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.Transformer;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that is to be exported, its adapter merged, all weights in floating point. Memory: owns both; to be closed.
 */
final class Source implements AutoCloseable {
    private final Path folder;
    private final Transformer model;
    private final Optional<LoraAdapter> adapter;

    private Source(Path folder, Transformer model, Optional<LoraAdapter> adapter) {
        this.folder = folder;
        this.model = model;
        this.adapter = adapter;
    }

    static Source open(Path folder, Optional<Path> adapterFolder) {
        Optional<LoraAdapter> adapter = adapterFolder.map(path -> new LoraAdapter(PeftAdapter.config(path), 0));
        try {
            Transformer model =
                    load(folder, adapter.<LayerDecorator>map(lora -> lora).orElse(LayerDecorator.NONE));
            try {
                adapter.ifPresent(lora -> {
                    PeftAdapter.load(adapterFolder.orElseThrow(), lora);
                    lora.merge();
                });
                model.parameters().dequantize();
                return new Source(folder, model, adapter);
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (RuntimeException e) {
            adapter.ifPresent(LoraAdapter::close);
            throw e;
        }
    }

    private static Transformer load(Path folder, LayerDecorator decorator) {
        return TextClassifier.isIn(folder)
                ? Classifiers.load(folder, decorator)
                : ModelFamilies.load(folder, decorator);
    }

    Path folder() {
        return folder;
    }

    Transformer model() {
        return model;
    }

    LoraAdapter adapter() {
        return adapter.orElseThrow(() -> new IllegalStateException("there is no adapter"));
    }

    /** The model, for a target that only takes such. */
    LanguageModel languageModel(Target target) {
        if (model instanceof LanguageModel language) {
            return language;
        }
        throw new TrainingFailure(
                FailureCode.INVALID_SPEC, "target " + target + " is for language models; this is a classifier");
    }

    /** The same for classifiers. */
    SequenceClassifier classifier(Target target) {
        if (model instanceof SequenceClassifier classifier) {
            return classifier;
        }
        throw new TrainingFailure(
                FailureCode.INVALID_SPEC, "target " + target + " is for classifiers; this is a language model");
    }

    /** Answers that leave the model open. */
    Answers answers() {
        return Answers.borrowed(answers(model));
    }

    /** The answers of a model, which is closed with them. */
    static Answers answers(Transformer model) {
        return switch (model) {
            case LanguageModel language -> Answers.of(language);
            case SequenceClassifier classifier -> Answers.of(classifier);
            default -> throw new IllegalStateException("no answers of " + model);
        };
    }

    /** The answers of what a folder holds. */
    static Answers answers(Path folder) {
        return answers(load(folder, LayerDecorator.NONE));
    }

    List<Probe> probes(Optional<ProbeFile> file) {
        return switch (model) {
            case LanguageModel language ->
                file.map(rows -> Probes.ofTexts(rows, folder, language.config()))
                        .orElseGet(() -> Probes.sampled(language));
            case SequenceClassifier classifier ->
                file.map(rows -> Probes.ofLabelled(rows, folder, classifier))
                        .orElseGet(() -> Probes.random(classifier, answers()));
            default -> throw new IllegalStateException("no rows for " + model);
        };
    }

    @Override
    public void close() {
        model.close();
        adapter.ifPresent(LoraAdapter::close);
    }
}

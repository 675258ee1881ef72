package dev.trainyard.export.parity;

import dev.trainyard.data.ClassRow;
import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Encoder;
import dev.trainyard.data.LabelNames;
import dev.trainyard.data.LabelledEncoder;
import dev.trainyard.data.LabelledRowReader;
import dev.trainyard.data.Row;
import dev.trainyard.data.RowProblems;
import dev.trainyard.data.RowReader;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Where rows to compare by come from. */
public final class Probes {
    private static final int SAMPLED_ROWS = 8;
    private static final int SAMPLED_TOKENS = 48;
    private static final long SEED = 20;

    private Probes() {}

    /**
     * The first rows of a file, as a language model reads them.
     *
     * @param folder of the tokenizer and the chat template
     * @throws TrainingFailure INVALID_DATA if it cannot be read, or has no row that can be compared
     */
    public static List<Probe> ofTexts(ProbeFile file, Path folder, ModelConfig config) {
        try (var tokenizer = new Opened(Tokenizer.open(folder))) {
            Optional<Tokenizer> known = tokenizer.value;
            Encoder encoder = new Encoder(
                    known,
                    known.flatMap(some -> ChatTemplate.open(folder, some.specialTokens())),
                    config.vocabSize(),
                    Math.min(file.maxLength(), config.maxPositionEmbeddings()));
            List<Probe> probes = new ArrayList<>();
            if (file.format() == DataFormat.TEXT) {
                Dataset.read(List.of(file.path()), DataFormat.TEXT, encoder, known).rowsOf(TokenRow.class).stream()
                        .limit(file.maxRows())
                        .forEach(row -> probes.add(Probe.of(row)));
            } else {
                RowProblems problems = new RowProblems();
                List<TrainingFailure> unusable = new ArrayList<>();
                RowReader.read(List.of(file.path()), file.format(), problems, row -> {
                    if (probes.size() < file.maxRows()) {
                        encoded(encoder, row, unusable).map(Probe::of).ifPresent(probes::add);
                    }
                });
                problems.throwIfAny();
                if (probes.isEmpty() && !unusable.isEmpty()) {
                    throw unusable.getFirst();
                }
            }
            return required(probes, file);
        }
    }

    /** Empty where nothing is left to predict of a row that was cut; only where that goes for all it is an error. */
    private static Optional<TokenRow> encoded(Encoder encoder, Row row, List<TrainingFailure> unusable) {
        try {
            return Optional.of(encoder.encode(row));
        } catch (TrainingFailure e) {
            unusable.add(e);
            return Optional.empty();
        }
    }

    /** The first rows of a file, as a classifier reads them. */
    public static List<Probe> ofLabelled(ProbeFile file, Path folder, SequenceClassifier model) {
        try (var tokenizer = new Opened(Tokenizer.open(folder))) {
            LabelledEncoder encoder = new LabelledEncoder(
                    tokenizer.value,
                    new LabelNames(model.labels().names()),
                    model.config().vocabSize(),
                    Math.min(file.maxLength(), model.config().maxPositionEmbeddings()));
            List<Probe> probes = new ArrayList<>();
            RowProblems problems = new RowProblems();
            LabelledRowReader.read(List.of(file.path()), file.format(), ColumnNames.USUAL, problems, row -> {
                if (probes.size() < file.maxRows()) {
                    ClassRow encoded = encoder.encode(row);
                    probes.add(Probe.of(encoded));
                }
            });
            problems.throwIfAny();
            return required(probes, file);
        }
    }

    private static List<Probe> required(List<Probe> probes, ProbeFile file) {
        if (probes.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA, file.path() + " has no rows: there is nothing to compare the export by");
        }
        return probes;
    }

    /** Rows that a language model says itself, token by token as likely as it finds them; equal on every call. */
    public static List<Probe> sampled(LanguageModel model) {
        int vocabulary = model.config().vocabSize();
        int length = Math.min(SAMPLED_TOKENS, model.config().maxPositionEmbeddings());
        model.mode().predict();
        List<Probe> probes = new ArrayList<>();
        try (Rng rng = Rng.seeded(SEED)) {
            RandomGenerator first = random();
            for (int row = 0; row < SAMPLED_ROWS; row++) {
                int[] ids = new int[length];
                ids[0] = first.nextInt(vocabulary);
                for (int t = 1; t < length; t++) {
                    ids[t] = next(model, ids, t, rng);
                }
                probes.add(Probe.of(ids));
            }
        }
        return probes;
    }

    private static int next(LanguageModel model, int[] ids, int length, Rng rng) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor ids_BT = Tensor.ofIds(Arrays.copyOf(ids, length), 1, length);
            Tensor last_BC = model.hidden(ids_BT).select(1, length - 1L);
            return (int) model.logits(last_BC).softmax(1).multinomial(1, rng).itemLong();
        }
    }

    /** Rows of random tokens for a classifier; without true labels, each has the label that the model gives it. */
    public static List<Probe> random(SequenceClassifier model, Answers answers) {
        int length = Math.min(SAMPLED_TOKENS, model.config().maxPositionEmbeddings());
        RandomGenerator random = random();
        List<Probe> probes = new ArrayList<>();
        for (int row = 0; row < SAMPLED_ROWS; row++) {
            int[] ids = new int[1 + random.nextInt(length)];
            for (int t = 0; t < ids.length; t++) {
                ids[t] = random.nextInt(model.config().vocabSize());
            }
            Probe unlabelled = new Probe(ids, new int[ids.length], new int[] {0});
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                int label = (int) answers.scores(unlabelled).argmax(1).itemLong();
                probes.add(new Probe(ids, unlabelled.segments(), new int[] {label}));
            }
        }
        return probes;
    }

    private static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }

    /** A tokenizer that may be absent, closed at the end. */
    private record Opened(Optional<Tokenizer> value) implements AutoCloseable {
        @Override
        public void close() {
            value.ifPresent(Tokenizer::close);
        }
    }
}

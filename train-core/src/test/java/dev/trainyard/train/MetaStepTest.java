package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.data.Batch;
import dev.trainyard.data.ClassRow;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.Transformer;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.optim.AdamConfig;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.WeightDecay;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * A second device without a graphics processor: on {@link Device#META} tensors have a place and a shape, and an operation
 * on one of them and a tensor of the CPU is refused, as it is between processors. Shows that a step makes and mixes no
 * tensor in a wrong place; shows nothing of numbers, of autocast, or of kernels that a graphics processor may lack.
 */
class MetaStepTest {
    private static final List<int[]> ROWS = List.of(new int[] {5, 6, 7, 8, 9, 10, 11}, new int[] {3, 4, 5});
    private static final RowOrigin ORIGIN = new RowOrigin(Path.of("rows.jsonl"), 1);
    private static final LoraConfig LORA = new LoraConfig(4, 8, 0.1, List.of(LoraConfig.ALL_LINEAR));

    @Test
    void placesThatDoNotMatchAreRefused() {
        try (Scope scope = Scope.open()) {
            Tensor there = Tensor.zeros(DType.FLOAT32, Device.META, 4, 4);
            Tensor here = Tensor.zeros(4, 4);
            assertThat(there.device()).isEqualTo(Device.META);
            Tensor ids = Tensor.range(0, 2);
            refused(() -> there.add(here));
            refused(() -> there.add_(here));
            refused(() -> here.mul(there));
            refused(() -> there.addcmul(there, here));
            refused(() -> there.matmul(here));
            refused(() -> there.indexSelect(0, ids));
            refused(() -> there.indexCopy_(0, ids, there));
            refused(() -> there.gather(1, ids.view(2, 1)));
            refused(() -> there.scatter_(1, ids.view(2, 1), there));
            refused(() -> Tensor.cat(List.of(there, here), 0));
            refused(() -> Functions.linear(here, there));
            refused(() -> Functions.embedding(there, ids));
            refused(() -> Functions.rmsNorm(there, Tensor.ones(4), 1e-5));
            refused(() -> Functions.crossEntropySum(there, ids));
        }
    }

    private static void refused(ThrowingCallable mixed) {
        assertThatThrownBy(mixed).hasMessageContaining("on the same device");
    }

    @Test
    void everyFamilyTrainsWhereItsWeightsAre() {
        for (Path family : Fixtures.FAMILIES) {
            try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE, Device.META)) {
                model.parameters().requireGrad(true);
                step(
                        model,
                        new SupervisedLoss(model, false),
                        batch(),
                        model.parameters().trainable());
            }
            adapted(family, LORA, new Placement(Device.META, Optional.empty()), false);
        }
    }

    @Test
    void adaptersTrainOverQuantisedWeightsWhereTheseAre() {
        var quantised = new Placement(Device.META, Optional.of(Nf4Config.standard()));
        for (Path family : Fixtures.FAMILIES) {
            adapted(family, LORA, quantised, true);
        }
    }

    private static void adapted(Path family, LoraConfig config, Placement placement, boolean recompute) {
        try (LoraAdapter adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(family, adapter, placement)) {
            step(
                    model,
                    new SupervisedLoss(model, recompute),
                    batch(),
                    adapter.parameters().all());
        }
    }

    @Test
    void aClassifierTrainsWhereItsWeightsAre() {
        try (SequenceClassifier model = Classifiers.load(Fixtures.BERT, LayerDecorator.NONE, Device.META)) {
            model.parameters().requireGrad(true);
            Batch rows = new Batch(ROWS.stream()
                    .<Example>map(ids -> new ClassRow(ORIGIN, ids, new int[0], 1, ids.length))
                    .toList());
            step(
                    model,
                    new ClassificationLoss(model, true),
                    rows,
                    model.parameters().trainable());
        }
    }

    @Test
    void aTokenIsGeneratedWhereTheWeightsAre() {
        for (Path family : Fixtures.FAMILIES) {
            try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE, Device.META);
                    KvCache cache = model.newCache(1, 8);
                    NoGrad guard = NoGrad.open();
                    Scope scope = Scope.open()) {
                for (int[] ids : List.of(new int[] {5, 6, 7}, new int[] {8}, new int[] {9, 10})) {
                    Tensor hidden_BTC = model.hidden(model.ids(ids).view(1, -1), cache);
                    assertThat(model.logits(hidden_BTC).device()).isEqualTo(Device.META);
                }
            }
        }
    }

    /** Everything of a step but reading the loss, which has no number there: it comes last. */
    private static void step(Transformer model, Objective objective, Batch batch, Map<String, Tensor> trained) {
        model.mode().train();
        try (ParameterBuffer parameters = new ParameterBuffer(trained, WeightDecay::appliesTo);
                AdamW optimizer = new AdamW(parameters, AdamConfig.withDecay(0.01))) {
            assertThatThrownBy(() -> objective.backward(batch, 0.1, LayerwisePass.BlockListener.NONE))
                    .hasMessageContaining("aten::_local_scalar_dense");
            optimizer.step(0.01);
            trained.forEach((name, weight) -> {
                try (Scope scope = Scope.open()) {
                    assertThat(weight.device()).as(name).isEqualTo(Device.META);
                    assertThat(weight.grad().orElseThrow().device()).as(name).isEqualTo(Device.META);
                }
            });
            assertThat(optimizer.state().values())
                    .allMatch(state -> state.device().equals(Device.META));
        }
        model.parameters().all().forEach((name, weight) -> {
            // What only files need of a quantised weight stays with whoever writes them.
            if (!name.matches(".*\\.quant_(map|state).*")) {
                assertThat(weight.device()).as(name).isEqualTo(Device.META);
            }
        });
    }

    private static Batch batch() {
        return TinyRun.batch(ROWS);
    }
}

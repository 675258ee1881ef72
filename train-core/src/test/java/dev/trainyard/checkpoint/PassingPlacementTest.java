package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models whose linear maps leave their weights in the files. */
class PassingPlacementTest {
    static List<Path> families() {
        return Fixtures.FAMILIES;
    }

    @ParameterizedTest
    @MethodSource("families")
    void answersAsAModelInMemoryDoesAndHoldsLess(Path folder) {
        try (LanguageModel held = ModelFamilies.load(folder, LayerDecorator.NONE);
                LanguageModel passing =
                        ModelFamilies.load(folder, LayerDecorator.NONE, Placement.passing(Device.CPU))) {
            assertThat(scores(passing)).containsExactly(scores(held), within(1e-5f));
            assertThat(passing.parameters().count())
                    .isLessThan(held.parameters().count());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void takesNoAdapterInForGood(Path folder) {
        var config = new LoraConfig(2, 4, 0, List.of(LoraConfig.ALL_LINEAR));
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(folder, adapter, Placement.passing(Device.CPU))) {
            assertThat(scores(model)).isNotEmpty();
            assertThatThrownBy(adapter::merge).hasMessageContaining("load the model into memory");
        }
    }

    private static float[] scores(LanguageModel model) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return model.logits(model.hidden(Tensor.ofIds(new int[] {5, 6, 7, 8}, 1, 4)))
                    .floats();
        }
    }
}

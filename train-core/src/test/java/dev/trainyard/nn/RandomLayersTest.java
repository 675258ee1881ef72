package dev.trainyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.model.llama.LlamaConfig;
import dev.trainyard.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RandomLayersTest {
    @Test
    void startsNormalWithTheStandardDeviationOfTheConfigAndFollowsTheSeed() {
        try (LanguageModel model = ModelFamilies.initialize(LlamaConfig.debug(), 3, LayerDecorator.NONE);
                LanguageModel same = ModelFamilies.initialize(LlamaConfig.debug(), 3, LayerDecorator.NONE);
                LanguageModel other = ModelFamilies.initialize(LlamaConfig.debug(), 4, LayerDecorator.NONE)) {
            Tensor embedding = weight(model, "model.embed_tokens.weight");
            assertThat(embedding.mul(embedding).mean().sqrt().item()).isCloseTo(0.02, within(5e-4));
            assertThat(embedding.mean().item()).isCloseTo(0, within(1e-3));
            assertThat(weight(model, "model.norm.weight").floats()).containsOnly(1);
            assertThat(embedding.sameAs(weight(same, "model.embed_tokens.weight")))
                    .isTrue();
            assertThat(embedding.sameAs(weight(other, "model.embed_tokens.weight")))
                    .isFalse();
            assertThat(model.parameters().count()).isEqualTo(LlamaConfig.debug().parameterCount());
        }
    }

    private static Tensor weight(LanguageModel model, String name) {
        return model.parameters().find(name).orElseThrow();
    }
}

package dev.trainyard.trainer.translate;

import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.adapter.ModuleSelector;
import dev.trainyard.adapter.TargetModules;
import dev.trainyard.contracts.spec.AdapterSpec;
import dev.trainyard.quantization.Nf4Config;
import java.util.List;
import java.util.Map;

/** Turns the adapter of a job spec into that of the training library. */
final class AdapterTranslator {
    private AdapterTranslator() {}

    static LoraConfig shape(AdapterSpec adapter) {
        return new LoraConfig(
                adapter.r(),
                adapter.alpha(),
                adapter.dropout(),
                new TargetModules(
                        selector(adapter.targetModules()),
                        selector(adapter.excludeModules().orElse(List.of())),
                        adapter.layersToTransform().orElse(List.of()),
                        List.of()),
                adapter.useRslora().orElse(false),
                adapter.method() == AdapterSpec.Method.DORA,
                adapter.rankPattern().orElse(Map.of()),
                adapter.alphaPattern().orElse(Map.of()),
                adapter.modulesToSave().orElse(List.of()));
    }

    private static ModuleSelector selector(List<String> modules) {
        return AdapterSpec.isRegex(modules)
                ? ModuleSelector.matching(modules.getFirst())
                : ModuleSelector.named(modules);
    }

    static Nf4Config quantization(AdapterSpec.Quantization quantization) {
        return new Nf4Config(quantization.doubleQuant(), quantization.skipModules());
    }
}

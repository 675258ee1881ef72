package dev.trainyard.contracts.event;

import java.util.Optional;

/**
 * What a training run leaves behind.
 *
 * @param model merged Hugging Face folder ({@code config.json}, {@code model.safetensors}, tokenizer)
 * @param adapter PEFT folder; empty after full training
 * @param heldOut the rows kept from training, as JSONL in the job's own format; empty where none were kept
 * @param architecture name as in {@code config.json}, such as {@code LlamaForCausalLM}
 * @param parameterCount parameters of the merged model, tied ones once
 * @param trainableParameterCount parameters that were trained
 * @param baseModel path of the base model as resolved, or its id on a hub with the commit; empty when trained from scratch
 * @param datasetSha256 digest over the training files
 */
public record TrainedModel(
        ArtifactRef model,
        Optional<ArtifactRef> adapter,
        Optional<ArtifactRef> heldOut,
        String architecture,
        long parameterCount,
        long trainableParameterCount,
        Optional<String> baseModel,
        String datasetSha256) {}

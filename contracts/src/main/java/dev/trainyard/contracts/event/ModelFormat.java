package dev.trainyard.contracts.event;

/** How the files of a version are laid out. */
public enum ModelFormat {
    /** A Hugging Face folder: {@code config.json} and safetensors. */
    HUGGINGFACE,
    /** A PEFT adapter: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
    PEFT,
    /** A folder with one GGUF file. */
    GGUF,
    /** A folder with one TorchScript file. */
    TORCHSCRIPT
}

package dev.trainyard.registry.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.registry.domain.ModelContent;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** An adapter as PEFT saves it. */
final class PeftFolder {
    static final String CONFIG = "adapter_config.json";

    private PeftFolder() {}

    static InspectedModel inspect(Path folder) {
        Path file = folder.resolve(CONFIG);
        JsonNode config = JsonFile.object(file);
        String method = config.path("peft_type").asText();
        if (method.isEmpty()) {
            throw Refusal.of(file, "expected peft_type, such as \"LORA\"; found " + config.path("peft_type"));
        }
        SafetensorsShapes weights = SafetensorsFiles.read(folder, "adapter_model.safetensors");
        ModelContent content =
                new ModelContent(ModelFormat.PEFT, method.toLowerCase(Locale.ROOT), "", weights.elements());
        return new InspectedModel(
                content,
                Optional.ofNullable(config.path("base_model_name_or_path").textValue()));
    }
}

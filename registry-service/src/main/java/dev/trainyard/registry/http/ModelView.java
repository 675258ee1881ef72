package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.Alias;
import dev.trainyard.registry.domain.Export;
import dev.trainyard.registry.domain.ModelType;
import dev.trainyard.registry.domain.RegisteredModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model as clients see it.
 *
 * @param latestVersion number of the newest version
 * @param aliases numbers of versions by alias
 * @param exports of all versions; absent in lists of many models
 */
record ModelView(
        String name,
        int latestVersion,
        Optional<ModelType> type,
        String description,
        Map<String, String> tags,
        Map<String, Integer> aliases,
        Optional<List<ExportView>> exports,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt) {
    static ModelView of(RegisteredModel model, List<Alias> aliases, Optional<List<Export>> exports) {
        Map<String, Integer> numbers = new TreeMap<>();
        aliases.forEach(alias -> numbers.put(alias.alias(), alias.number()));
        return new ModelView(
                model.name(),
                model.latestNumber(),
                model.type(),
                model.description().text(),
                model.description().tags(),
                numbers,
                exports.map(ExportView::of),
                model.createdAt(),
                model.updatedAt(),
                model.deletedAt());
    }
}

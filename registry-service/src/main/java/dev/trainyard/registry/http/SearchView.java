package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.ModelQuery;
import dev.trainyard.registry.domain.RegisteredModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of found models.
 *
 * @param total models of all pages
 * @param next to be given as {@code after} for the next page; absent on the last one
 */
record SearchView(List<Hit> items, long total, Optional<String> next) {
    /** A model, and its newest version that matches. */
    record Hit(ModelView model, VersionView version) {}

    static SearchView of(ModelQuery.Page page, Function<RegisteredModel, ModelView> view) {
        return new SearchView(
                page.hits().stream()
                        .map(hit -> new Hit(view.apply(hit.model()), VersionView.of(hit.version())))
                        .toList(),
                page.total(),
                page.next());
    }
}

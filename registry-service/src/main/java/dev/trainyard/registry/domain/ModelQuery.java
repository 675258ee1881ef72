package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ModelFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is searched for. A model is found if one of its versions has the family and all metrics asked for; the newest
 * such version is shown.
 *
 * @param text words that must all occur in name, description, tags, architecture or base model; may be empty
 * @param tags that the model must have with these values
 * @param metrics ranges by standard name; a version without the metric is not found
 * @param after name of the last model of the page before
 * @param limit most models of the page
 */
public record ModelQuery(
        String text,
        Optional<ModelType> type,
        Optional<ModelFormat> format,
        Optional<String> family,
        Map<String, String> tags,
        Map<String, Range> metrics,
        Optional<String> after,
        int limit) {
    /** Both ends belong to it; either may be open. */
    public record Range(Optional<Double> min, Optional<Double> max) {}

    /**
     * A page, by name.
     *
     * @param total models of all pages
     * @param next what to give as {@code after} for the next page; empty on the last one
     */
    public record Page(List<Hit> hits, long total, Optional<String> next) {}

    /** A model with its newest version that matches. */
    public record Hit(RegisteredModel model, RegisteredVersion version) {}
}

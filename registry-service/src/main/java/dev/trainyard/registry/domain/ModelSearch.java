package dev.trainyard.registry.domain;

/** Finds models. */
public interface ModelSearch {
    /** The page asked for. Models come by name, so that pages do not shift while others are added. */
    ModelQuery.Page find(ModelQuery query);

    /** What the registry holds, in numbers. */
    Statistics statistics();
}

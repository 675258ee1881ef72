package dev.trainyard.registry.domain;

import java.util.List;
import java.util.Optional;

/** Where aliases are kept. */
public interface Aliases {
    /** Those of a model, by name. */
    List<Alias> of(String name);

    Optional<Alias> find(String name, String alias);

    /** Lets the alias stand for the version, whatever it stood for. */
    void put(String name, String alias, RegisteredVersion version);

    void remove(String name, String alias);
}

package dev.trainyard.gateway.app;

import java.net.URI;

/** What submission asks of the registry. */
public interface ModelRegistry {
    /**
     * Where the model folder of a registered version lies.
     *
     * <p>Errors: TrainyardException NOT_FOUND where there is no such version, UNAVAILABLE where nobody answers.
     *
     * @param reference {@code models:/NAME/VERSION-or-alias}
     */
    URI folder(String reference);
}

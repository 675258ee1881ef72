package dev.trainyard.deploy.domain;

import java.net.URI;
import java.util.Optional;

/** Asks servers what they have answered. */
public interface UsageMeter {
    /** Empty where the server does not say. */
    Optional<UsageReading> read(URI endpoint);
}

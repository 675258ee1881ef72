package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.VersionId;
import java.time.LocalDate;
import java.util.List;

/** Where usage is added up. */
public interface Usage {
    /** Adds to what is known of the version and the day. */
    void add(UsageDay usage);

    /** The days of a version from {@code first} on, oldest first. */
    List<UsageDay> of(VersionId version, LocalDate first);
}

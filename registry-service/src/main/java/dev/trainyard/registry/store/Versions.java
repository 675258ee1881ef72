package dev.trainyard.registry.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Rows of table {@code version}. */
@Singleton
class Versions implements PanacheRepositoryBase<VersionRow, String> {}

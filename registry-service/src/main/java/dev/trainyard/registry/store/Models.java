package dev.trainyard.registry.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Rows of table {@code model}. */
@Singleton
class Models implements PanacheRepositoryBase<ModelRow, String> {}

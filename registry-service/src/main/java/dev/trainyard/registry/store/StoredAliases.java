package dev.trainyard.registry.store;

import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.Alias;
import dev.trainyard.registry.domain.Aliases;
import dev.trainyard.registry.domain.RegisteredVersion;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Aliases in PostgreSQL. */
@Singleton
final class StoredAliases implements Aliases {
    private static final String SELECT = """
            select a.name, a.alias, a.version_id, v.number, a.updated_at
            from alias a join version v on v.id = a.version_id where a.name = ?
            """;

    private final Sql sql;

    StoredAliases(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Alias> of(String name) {
        return sql.query(StoredAliases::alias, SELECT + " order by a.alias", name);
    }

    @Override
    public Optional<Alias> find(String name, String alias) {
        return sql.first(StoredAliases::alias, SELECT + " and a.alias = ?", name, alias);
    }

    @Override
    public void put(String name, String alias, RegisteredVersion version) {
        sql.update("""
                insert into alias (name, alias, version_id, updated_at) values (?, ?, ?, now())
                on conflict (name, alias) do update set version_id = excluded.version_id, updated_at = now()
                """, name, alias, version.id().value());
    }

    @Override
    public void remove(String name, String alias) {
        sql.update("delete from alias where name = ? and alias = ?", name, alias);
    }

    private static Alias alias(ResultSet row) throws SQLException {
        return new Alias(
                row.getString("name"),
                row.getString("alias"),
                new VersionId(row.getString("version_id")),
                row.getInt("number"),
                Sql.instant(row, "updated_at"));
    }
}

package dev.trainyard.registry.store;

import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.ModelQuery;
import dev.trainyard.registry.domain.ModelQuery.Hit;
import dev.trainyard.registry.domain.ModelQuery.Page;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.ModelSearch;
import dev.trainyard.registry.domain.Statistics;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Searches in PostgreSQL. */
@Singleton
final class StoredModelSearch implements ModelSearch {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String LIVE = " where m.deleted_at is null and v.deleted_at is null";

    /** Names in the order of their letters' codes, whatever the database's language is. */
    private static final String HITS = """
            select distinct on (m.name collate "C") m.name collate "C" as name, v.id
            from model m join version v on v.name = m.name join score s on s.version_id = v.id
            """;

    private static final String TEXT = " and position(? in lower(concat_ws(' ', m.name, m.description, m.tags::text,"
            + " v.architecture, v.family, v.base_model))) > 0";

    private final Sql sql;
    private final ModelRegistry registry;

    StoredModelSearch(Sql sql, ModelRegistry registry) {
        this.sql = sql;
        this.registry = registry;
    }

    @Override
    public Page find(ModelQuery query) {
        Condition condition = condition(query);
        String hits = "(" + HITS + LIVE + condition.text + " order by m.name collate \"C\", v.number desc) hit";
        long total = sql.first(row -> row.getLong(1), "select count(*) from " + hits, condition.values.toArray())
                .orElseThrow();
        condition.values.add(query.after().orElse(""));
        condition.values.add(query.limit() + 1);
        List<VersionId> found = sql.query(
                row -> new VersionId(row.getString("id")),
                "select name, id from " + hits + " where name > ? collate \"C\" order by name limit ?",
                condition.values.toArray());
        List<Hit> page = found.stream().limit(query.limit()).map(this::hit).toList();
        boolean more = found.size() > query.limit();
        return new Page(page, total, more ? Optional.of(page.getLast().model().name()) : Optional.empty());
    }

    private Hit hit(VersionId id) {
        var version = registry.findVersion(id).orElseThrow();
        return new Hit(registry.findModel(version.version().name()).orElseThrow(), version);
    }

    /** SQL with the values of its question marks. */
    private static final class Condition {
        private final StringBuilder text = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        void and(String condition, Object value) {
            text.append(condition);
            values.add(value);
        }
    }

    private static Condition condition(ModelQuery query) {
        Condition condition = new Condition();
        for (String word : SPACE.split(query.text().toLowerCase(Locale.ROOT).strip())) {
            condition.and(TEXT, word);
        }
        query.type().ifPresent(type -> condition.and(" and m.type = ?", type.name()));
        query.format().ifPresent(format -> condition.and(" and v.format = ?", StoredModelRegistry.name(format)));
        query.family().ifPresent(family -> condition.and(" and v.family = ?", family.toLowerCase(Locale.ROOT)));
        if (!query.tags().isEmpty()) {
            condition.and(" and m.tags @> ?::jsonb", Sql.json(query.tags()));
        }
        query.metrics().forEach((metric, range) -> {
            range.min().ifPresent(min -> metric(condition, metric, ">=", min));
            range.max().ifPresent(max -> metric(condition, metric, "<=", max));
            condition.and(" and jsonb_exists(s.metrics, ?)", metric);
        });
        return condition;
    }

    private static void metric(Condition condition, String name, String comparison, double bound) {
        condition.values.add(name);
        condition.and(" and (s.metrics ->> ?)::float8 " + comparison + " ?", bound);
    }

    @Override
    public Statistics statistics() {
        return new Statistics(
                count("select count(*) from model where deleted_at is null"),
                count("select count(*) from version where deleted_at is null"),
                count("select count(*) from alias"),
                count("select coalesce(sum(size_bytes), 0) from version where deleted_at is null"),
                count("select coalesce(sum(size_bytes), 0) from version where deleted_at is not null"),
                counts(
                        "select lower(coalesce(type, 'unknown')), count(*) from model where deleted_at is null group by 1"),
                counts("select family, count(*) from version where deleted_at is null group by 1"),
                counts("select format, count(*) from version where deleted_at is null group by 1"),
                count("select count(job_id) from version"),
                counts("select lower(status), count(*) from evaluation group by 1"),
                counts("select lower(status), count(*) from deployment group by 1"));
    }

    private long count(String query) {
        return sql.first(row -> row.getLong(1), query).orElseThrow();
    }

    private Map<String, Long> counts(String query) {
        Map<String, Long> counts = new TreeMap<>();
        sql.query(row -> counts.put(row.getString(1).replace('_', '-'), row.getLong(2)), query);
        return counts;
    }
}

package dev.trainyard.registry.store;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.Usage;
import dev.trainyard.registry.domain.UsageDay;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Usage in PostgreSQL. */
@Singleton
final class StoredUsage implements Usage {
    private final Sql sql;

    StoredUsage(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(UsageDay usage) {
        String counts =
                usage.responseTimes().counts().stream().map(String::valueOf).collect(Collectors.joining(","));
        sql.update(
                """
                insert into usage (version_id, day, requests, refused, errors, total_millis, counts)
                values (?, ?, ?, ?, ?, ?, string_to_array(?, ',')::bigint[])
                on conflict (version_id, day) do update set
                    requests = usage.requests + excluded.requests,
                    refused = usage.refused + excluded.refused,
                    errors = usage.errors + excluded.errors,
                    total_millis = usage.total_millis + excluded.total_millis,
                    counts = (select array_agg(a + b order by i)
                              from unnest(usage.counts, excluded.counts) with ordinality as both_of (a, b, i))
                """,
                usage.versionId().value(),
                usage.day(),
                usage.requests(),
                usage.refused(),
                usage.errors(),
                usage.responseTimes().totalMillis(),
                counts);
    }

    @Override
    public List<UsageDay> of(VersionId version, LocalDate first) {
        return sql.query(
                StoredUsage::day,
                "select * from usage where version_id = ? and day >= ? order by day",
                version.value(),
                first);
    }

    private static UsageDay day(ResultSet row) throws SQLException {
        Long[] counts = (Long[]) row.getArray("counts").getArray();
        return new UsageDay(
                new VersionId(row.getString("version_id")),
                row.getObject("day", LocalDate.class),
                row.getLong("requests"),
                row.getLong("refused"),
                row.getLong("errors"),
                new ResponseTimes(row.getLong("total_millis"), Arrays.asList(counts)));
    }
}

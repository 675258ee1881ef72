package dev.trainyard.registry.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.registry.domain.Alias;
import dev.trainyard.registry.domain.AliasName;
import dev.trainyard.registry.domain.Aliases;
import dev.trainyard.registry.domain.AuditLog;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.RegisteredModel;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves aliases, one move of a model at a time, each with its entry in the audit log. Thread-safe. */
@ApplicationScoped
public class AliasBook {
    private static final Logger LOG = LoggerFactory.getLogger(AliasBook.class);

    private final ModelRegistry registry;
    private final Versions versions;
    private final Aliases aliases;
    private final AuditLog audit;

    AliasBook(ModelRegistry registry, Versions versions, Aliases aliases, AuditLog audit) {
        this.registry = registry;
        this.versions = versions;
        this.aliases = aliases;
        this.audit = audit;
    }

    /** Those of a model, by name. Errors: NOT_FOUND. */
    @Transactional
    public List<Alias> of(String name) {
        requireKnown(name, registry.findModel(name));
        return aliases.of(name);
    }

    /**
     * Lets an alias stand for a version from now on.
     *
     * <p>Errors: NOT_FOUND; CONFLICT where {@code expected} is given and the alias stands for another version.
     *
     * @param version number, alias or {@code latest}
     * @param expected number that the alias must stand for; 0 if it must not be there yet
     */
    @Transactional
    public Alias move(String name, String alias, String version, OptionalInt expected, String who) {
        AliasName.checked(alias);
        requireKnown(name, registry.lockModel(name));
        RegisteredVersion target = versions.version(name + "/" + version);
        Optional<Alias> before = aliases.find(name, alias);
        requireExpected(name + "@" + alias, before, expected);
        aliases.put(name, alias, target);
        audit.add(
                who,
                before.isPresent() ? "alias.moved" : "alias.set",
                name,
                before.<Map<String, ?>>map(AliasBook::state).orElse(Map.of()),
                Map.of("alias", alias, "version", target.version().number()));
        LOG.info("{}@{} is version {} now", name, alias, target.version().number());
        return aliases.find(name, alias).orElseThrow();
    }

    /**
     * Lets an alias stand for a version that was scored, unless somebody moved it since the scoring began, which the audit
     * log tells. Never fails for what users did meanwhile, such as deleting the version.
     *
     * @param number of the version
     */
    @Transactional
    public void promote(String name, int number, Promotion promotion, String who) {
        VersionReference reference = new VersionReference(name, OptionalInt.of(number), Optional.empty());
        Optional<RegisteredVersion> target = registry.lockModel(name).flatMap(model -> registry.findVersion(reference));
        if (target.isEmpty()) {
            LOG.info("{} is not promoted to {}: it was deleted", reference, promotion.alias());
            return;
        }
        Optional<Alias> before = aliases.find(name, promotion.alias());
        int present = before.map(Alias::number).orElse(0);
        Map<String, Object> after = new LinkedHashMap<>(Map.of("alias", promotion.alias(), "version", number));
        after.put("reason", promotion.message());
        boolean moved =
                promotion.expected().filter(expected -> expected != present).isEmpty();
        if (moved) {
            aliases.put(name, promotion.alias(), target.get());
        }
        audit.add(
                who,
                moved ? "alias.promoted" : "alias.promotion-refused",
                name,
                before.<Map<String, ?>>map(AliasBook::state).orElse(Map.of()),
                after);
        LOG.info(
                "{}@{} {} version {}",
                name,
                promotion.alias(),
                moved ? "is now" : "was moved meanwhile, is not",
                number);
    }

    private static void requireKnown(String name, Optional<RegisteredModel> model) {
        if (model.isEmpty()) {
            throw Catalog.unknown(name);
        }
    }

    private static void requireExpected(String alias, Optional<Alias> before, OptionalInt expected) {
        int present = before.map(Alias::number).orElse(0);
        if (expected.isPresent() && expected.getAsInt() != present) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    alias + (present == 0 ? " does not exist" : " is version " + present) + ", expected_current says "
                            + (expected.getAsInt() == 0 ? "it does not exist" : expected.getAsInt())
                            + ": somebody else has moved it; look again, then repeat");
        }
    }

    /** Errors: NOT_FOUND. */
    @Transactional
    public Alias remove(String name, String alias, String who) {
        requireKnown(name, registry.lockModel(name));
        Alias before = aliases.find(name, alias)
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.NOT_FOUND, "model \"" + name + "\" has no alias \"" + alias + "\""));
        aliases.remove(name, alias);
        audit.add(who, "alias.removed", name, state(before), Map.of());
        return before;
    }

    private static Map<String, ?> state(Alias alias) {
        return Map.of("alias", alias.alias(), "version", alias.number());
    }
}

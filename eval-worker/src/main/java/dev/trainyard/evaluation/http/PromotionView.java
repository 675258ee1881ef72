package dev.trainyard.evaluation.http;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.evaluation.domain.AliasMove;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an alias moved to the version: what was decided, and what was done.
 *
 * @param alias such as {@code champion}
 * @param decided whether the evaluation wanted it to move
 * @param promoted whether it moved; absent while that is not known, and in lists
 * @param promotedAt when it moved
 * @param nowVersion number of the version that it stands for today; absent where it stands for none, and where that is
 *     not known
 * @param expected number of the version it had to stand for, 0 = none; absent = any
 * @param message why it was to move or not
 * @param outcome what was done, as a sentence; absent in lists
 */
record PromotionView(
        String alias,
        boolean decided,
        Optional<Boolean> promoted,
        Optional<Instant> promotedAt,
        Optional<Integer> nowVersion,
        Optional<Integer> expected,
        String message,
        Optional<String> outcome) {

    /** What was decided alone. */
    static PromotionView decided(Promotion promotion) {
        Optional<Boolean> promoted = promotion.promoted() ? Optional.empty() : Optional.of(false);
        return new PromotionView(
                promotion.alias(),
                promotion.promoted(),
                promoted,
                Optional.empty(),
                Optional.empty(),
                promotion.expected(),
                promotion.message(),
                Optional.empty());
    }

    /**
     * What was done as well.
     *
     * @param move what the registry says; empty where it gives no answer
     */
    static PromotionView of(Promotion promotion, ModelVersion version, Optional<AliasMove> move) {
        if (!promotion.promoted()) {
            return decided(promotion);
        }
        return new PromotionView(
                promotion.alias(),
                true,
                move.flatMap(AliasMove::moved),
                move.filter(done -> done.moved().orElse(false)).flatMap(AliasMove::at),
                move.flatMap(AliasMove::now),
                promotion.expected(),
                promotion.message(),
                Optional.of(words(promotion.alias(), version, move)));
    }

    private static String words(String alias, ModelVersion version, Optional<AliasMove> move) {
        if (move.isEmpty()) {
            return "whether " + alias + " moved is not known now: the registry does not answer";
        }
        AliasMove done = move.get();
        if (done.moved().isEmpty()) {
            return alias + " is to move, the registry has not heard of it yet; " + now(done, version);
        }
        String at = done.at().map(time -> " at " + time).orElse("");
        if (!done.moved().get()) {
            return alias + " was not moved" + at + ", as somebody had moved it since the scoring began"
                    + done.before()
                            .map(number -> " (to version " + number + ")")
                            .orElse("") + "; " + now(done, version);
        }
        return alias + " moved to version " + version.number() + at + "; " + now(done, version);
    }

    private static String now(AliasMove done, ModelVersion version) {
        return done.now()
                .map(number -> number == version.number() ? "it is there now" : "now it is at version " + number)
                .orElse("now there is none");
    }
}

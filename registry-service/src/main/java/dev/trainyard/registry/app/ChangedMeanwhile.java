package dev.trainyard.registry.app;

/** What a user wanted to change is not what they saw any more. */
public final class ChangedMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhile(String name) {
        super("somebody has changed what is said about \"" + name
                + "\" since you read it (If-Match is not its ETag any more): look again, then repeat");
    }
}

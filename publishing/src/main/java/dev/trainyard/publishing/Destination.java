package dev.trainyard.publishing;

/**
 * A place where versions of models are made available. Each call can be repeated, whatever an earlier one got done
 * before it was ended, and then has the same result. Thread-safe, but calls for one name must follow one another.
 *
 * <p>Errors: {@link dev.trainyard.contracts.error.TrainyardException} ACCESS_DENIED, INVALID_MODEL, INVALID_REQUEST,
 * CONFLICT, DISK_FULL; UNAVAILABLE and UNHEALTHY where another attempt may help.
 */
public interface Destination {
    /** The format in which it takes models. */
    ModelFormat format();

    /**
     * Makes a release the current one under its name. Until it returns users get the one before, and where it throws
     * they still do.
     */
    Publication publish(Release release, Steps steps) throws InterruptedException;

    /** Asks for the publication as a user would. Errors: UNHEALTHY where it is not current or does not answer. */
    void check(Publication publication) throws InterruptedException;

    /** Makes current again what was so before; does nothing where the publication is not current. */
    void rollBack(Publication publication) throws InterruptedException;

    /** Removes what belongs to this publication alone; does nothing where it is gone. */
    void withdraw(Publication publication) throws InterruptedException;
}

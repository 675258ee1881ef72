package dev.trainyard.deploy.domain;

import java.util.Optional;

/** The steps of one publication, recorded so that a publisher that is started again knows what it had done. */
public interface PublishingSteps {
    /** The note of a step that was done, by this run or an earlier one; empty where it was not. */
    Optional<String> noted(String step);

    /**
     * Records a step as done before it returns; users see its name as progress. A step that is noted again takes the
     * new note.
     *
     * @param step such as {@code uploaded}
     * @param note what later steps need to know, such as a digest; may be empty
     */
    void note(String step, String note);
}

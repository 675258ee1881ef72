package dev.trainyard.publishing;

import java.util.Optional;

/** What a publication has done, remembered over the death of the process. */
public interface Steps {
    /** The note of a step that was done by this run or an earlier one. */
    Optional<String> noted(String step);

    /** Records a step as done before it returns. */
    void note(String step, String note);
}

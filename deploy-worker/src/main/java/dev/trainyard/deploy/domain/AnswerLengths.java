package dev.trainyard.deploy.domain;

/**
 * How long a server's answers are: always measured, so that a drift is seen whether or not a limit is set.
 *
 * @param answers those of the last window, whose length in tokens is known; 0 until one was judged
 * @param meanTokens of those
 * @param firstAnswers the first answers of the server, up to {@link WatchPolicy#REFERENCE} and those of the same moment
 * @param firstMeanTokens of those
 */
public record AnswerLengths(long answers, double meanTokens, long firstAnswers, double firstMeanTokens) {
    /** Nothing was measured yet. */
    public static final AnswerLengths NONE = new AnswerLengths(0, 0, 0, 0);

    /** The lengths of a window's answers beside those of the first ones. */
    public static AnswerLengths of(Traffic window, Traffic first) {
        return new AnswerLengths(window.outputs(), window.meanTokens(), first.outputs(), first.meanTokens());
    }

    /** The same with more of the first answers. */
    public AnswerLengths with(Traffic first) {
        return new AnswerLengths(answers, meanTokens, first.outputs(), first.meanTokens());
    }
}

package dev.trainyard.devkit.cli;

/** What the command line tells its caller. */
final class ExitCode {
    static final int DONE = 0;
    /** The work was tried and did not succeed: a job failed, a stack did not start. */
    static final int FAILED = 1;
    /** Nothing was tried: wrong arguments, a refused job spec, no such job. */
    static final int REFUSED = 2;
    /** No stack answers. */
    static final int NOT_UP = 3;

    private ExitCode() {}
}

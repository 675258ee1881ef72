package dev.trainyard.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How races are run.
 *
 * @param root the repository
 * @param work folder of fixtures, runs and logs
 * @param results folder of reports
 * @param python interpreter of the peers; empty = one with the pinned requirements is set up
 * @param texts lines of {@code {"text": …}}
 * @param rounds that count, after {@code warmUp} rounds that do not
 * @param threads both sides compute with
 * @param hardware name of this machine in the names of reports
 * @param childOptions more JVM options of our side
 * @param workload of the training races
 */
record Settings(
        Path root,
        Path work,
        Path results,
        Optional<Path> python,
        Optional<Path> texts,
        int rounds,
        int warmUp,
        int threads,
        String hardware,
        List<String> childOptions,
        Workload workload) {}

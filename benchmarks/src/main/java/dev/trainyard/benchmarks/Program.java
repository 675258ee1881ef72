package dev.trainyard.benchmarks;

import java.util.List;
import java.util.Map;

/** A command that takes part in a race under a name. */
record Program(String name, List<String> command, Map<String, String> environment) {}

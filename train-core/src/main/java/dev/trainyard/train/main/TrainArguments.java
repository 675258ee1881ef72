package dev.trainyard.train.main;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The command line. */
record TrainArguments(Path config, Path output, boolean resume) {
    private static final String USAGE = "usage: TrainMain --config train.json --output DIR [--resume]";

    static TrainArguments parse(String... args) {
        Optional<Path> config = Optional.empty();
        Optional<Path> output = Optional.empty();
        boolean resume = false;
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--config" -> config = Optional.of(value(option, rest));
                case "--output" -> output = Optional.of(value(option, rest));
                case "--resume" -> resume = true;
                default -> throw wrong("unknown argument \"" + option + "\"");
            }
        }
        return new TrainArguments(
                config.orElseThrow(() -> wrong("--config is missing")),
                output.orElseThrow(() -> wrong("--output is missing")),
                resume);
    }

    private static Path value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw wrong(option + " needs a value");
        }
        return Path.of(rest.next()).toAbsolutePath();
    }

    private static TrainingFailure wrong(String what) {
        return new TrainingFailure(FailureCode.INVALID_SPEC, what + "; " + USAGE);
    }
}

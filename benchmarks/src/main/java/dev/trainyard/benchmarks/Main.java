package dev.trainyard.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./trainyard bench RACE…}. */
@Command(
        name = "bench",
        description = "Races against transformers, PEFT and llama.cpp; reports go to benchmarks/results.",
        mixinStandardHelpOptions = true)
final class Main implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RACE", description = "${COMPLETION-CANDIDATES}")
    private List<Name> races = new ArrayList<>();

    @Option(names = "--root", hidden = true)
    private Path root = Path.of("").toAbsolutePath();

    @Option(names = "--python", description = "Interpreter with the packages of benchmarks/peers/requirements.txt.")
    private @Nullable Path python;

    @Option(names = "--texts", description = "Lines of {\"text\": …}, for the race texts.")
    private @Nullable Path texts;

    @Option(
            names = "--peer",
            description = "llama.cpp's llama-server, for the race serve; without it only ours is measured.")
    private @Nullable Path peer;

    @Option(names = "--rounds", defaultValue = "16", description = "Rounds that count (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "4", description = "Rounds before (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--threads", description = "Threads of both sides (all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--hardware", description = "Name of this machine in the reports' names.")
    private String hardware = "cpu" + Runtime.getRuntime().availableProcessors();

    @Option(names = "--results", description = "Folder of the reports.")
    private @Nullable Path results;

    @Option(names = "--work", description = "Folder of fixtures and logs.")
    private @Nullable Path work;

    @Option(names = "--child-option", description = "One more JVM option of our side; may be repeated.")
    private List<String> childOptions = new ArrayList<>();

    @Option(names = "--device", defaultValue = "cpu", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Workload.DeviceKind device = Workload.DeviceKind.cpu;

    @Option(names = "--precision", defaultValue = "fp32", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Workload.Precision precision = Workload.Precision.fp32;

    @Option(names = "--shape", description = "config.json of the random Llama (benchmarks/llama-28m.json).")
    private @Nullable Path shape;

    @Option(names = "--rows", defaultValue = "4", description = "Rows of a step (${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--row-tokens", defaultValue = "256", description = "Tokens of a row (${DEFAULT-VALUE}).")
    private int rowTokens;

    @Option(names = "--peak-tflops", description = "What the device can do, for the share of it that is used.")
    private @Nullable Double peakTflops;

    /** The races. */
    enum Name {
        train,
        openblas,
        texts,
        generate,
        start,
        run,
        serve,
        hot
    }

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchmarkFailure) {
                command.getErr().println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() {
        for (Name race : races) {
            Report report = switch (race) {
                case train -> new Races(settings()).train();
                case openblas -> new Races(settings()).openBlas();
                case texts -> new Races(settings()).texts();
                case generate -> new Races(settings()).generate();
                case start -> new Races(settings()).start();
                case run -> new Races(settings()).run();
                case serve ->
                    new ServeRace(settings()).run(Optional.ofNullable(peer).map(Path::toAbsolutePath));
                case hot -> HotPiecesRun.run(settings());
            };
            report.write(settings());
            System.out.println(report.markdown());
        }
        return 0;
    }

    private Settings settings() {
        Path benchmarks = root.resolve("benchmarks");
        return new Settings(
                root,
                or(work, benchmarks.resolve("target/races")),
                or(results, benchmarks.resolve("results")),
                Optional.ofNullable(python).map(Path::toAbsolutePath),
                Optional.ofNullable(texts).map(Path::toAbsolutePath),
                rounds,
                warmUp,
                threads,
                hardware,
                childOptions,
                workload(benchmarks));
    }

    private Workload workload(Path benchmarks) {
        Workload workload = new Workload(
                device,
                precision,
                or(shape, benchmarks.resolve("llama-28m.json")),
                rows,
                rowTokens,
                peakTflops == null ? OptionalDouble.empty() : OptionalDouble.of(peakTflops));
        workload.requireDevice();
        return workload;
    }

    private static Path or(@Nullable Path given, Path usual) {
        return (given == null ? usual : given).toAbsolutePath();
    }
}

package dev.trainyard.devkit.cli;

import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.devkit.client.GatewayException;
import dev.trainyard.devkit.stack.StackException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;

/** Turns what a command threw into a few lines on standard error and an exit code. */
final class ErrorReport implements CommandLine.IExecutionExceptionHandler {
    /** Status of a refused job spec. */
    private static final int OF_A_SPEC = 422;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        PrintWriter err = command.getErr();
        return switch (failure) {
            case CommandFailure stop -> {
                err.println("trainyard: " + stop.getMessage());
                yield stop.exitCode();
            }
            case GatewayException gateway
            when gateway.unreachable() -> {
                err.println("trainyard: " + gateway.getMessage()
                        + ". Is the stack up? Start it with ./trainyard up, or name another gateway with --url.");
                yield ExitCode.NOT_UP;
            }
            case GatewayException refused -> {
                problems(
                        err,
                        String.valueOf(refused.getMessage()),
                        refused.status() == OF_A_SPEC ? refused.problems() : List.of());
                yield refused.status() >= 500 ? ExitCode.FAILED : ExitCode.REFUSED;
            }
            case TrainyardException refused -> {
                problems(err, String.valueOf(refused.getMessage()), refused.problems());
                yield ExitCode.REFUSED;
            }
            case StackException stopped -> {
                err.println("trainyard: " + stopped.getMessage());
                yield ExitCode.FAILED;
            }
            case UncheckedIOException unreadable -> {
                err.println("trainyard: " + unreadable.getMessage());
                yield ExitCode.REFUSED;
            }
            default -> throw failure;
        };
    }

    private static void problems(PrintWriter err, String message, List<Problem> problems) {
        // With problems, the message repeats them after its first words.
        err.println("trainyard: "
                + switch (problems.size()) {
                    case 0 -> message;
                    default -> message.contains(": ") ? message.substring(0, message.indexOf(": ")) : message;
                });
        problems.forEach(problem -> err.println("  " + problem));
    }
}

package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.stack.RunningStack;
import dev.trainyard.devkit.terminal.Terminal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a command runs in.
 *
 * @param environment of this process
 * @param home folder of this checkout or installation: services' programs, examples
 */
record Session(Terminal terminal, Map<String, String> environment, Path home) {
    /** Where the gateway of a stack on the standard ports answers. */
    static final String USUAL_GATEWAY = "http://127.0.0.1:8080";

    static Session ofThisProcess() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("TRAINYARD_HOME", ".");
        return new Session(
                Terminal.ofThisProcess(environment),
                environment,
                Path.of(home).toAbsolutePath().normalize());
    }

    /**
     * The gateway that is asked unless told otherwise: $TRAINYARD_URL, the stack in the default data folder, the one that
     * was started from here with another folder, or the usual address.
     *
     * <p>Errors: {@link CommandFailure} where several were started from here, so that it is open which one is meant.
     */
    URI gateway() {
        String told = environment.getOrDefault("TRAINYARD_URL", "");
        if (!told.isBlank()) {
            return address(told);
        }
        Optional<RunningStack> usual = RunningStack.in(defaultData());
        List<RunningStack> others = usual.isPresent() ? List.of() : RunningStack.from(home);
        if (others.size() > 1) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "several stacks run: "
                            + others.stream()
                                    .map(stack -> stack.gateway() + " (" + stack.data() + ")")
                                    .collect(Collectors.joining(", "))
                            + ". Say which one by --url, or set TRAINYARD_URL");
        }
        return usual.or(() -> others.stream().findFirst())
                .map(RunningStack::gateway)
                .orElse(URI.create(USUAL_GATEWAY));
    }

    private static URI address(String told) {
        try {
            return new URI(told.strip());
        } catch (URISyntaxException e) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "TRAINYARD_URL is \"" + told + "\", expected an address such as " + USUAL_GATEWAY);
        }
    }

    /** That no stack runs in a data folder, and by which folders those that do are named. */
    String noStackIn(Path folder) {
        return "no stack runs in " + folder
                + RunningStack.from(home).stream()
                        .map(stack -> "; one does in " + stack.data() + ": name it by --data")
                        .collect(Collectors.joining());
    }

    /** Where a stack in the background keeps its data, unless told otherwise. */
    Path defaultData() {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        return Path.of(environment.getOrDefault("TRAINYARD_DATA", home + "/.trainyard"));
    }
}

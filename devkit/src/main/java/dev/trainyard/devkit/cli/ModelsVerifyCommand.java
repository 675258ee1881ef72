package dev.trainyard.devkit.cli;

import dev.trainyard.artifacts.signature.ModelSignature;
import dev.trainyard.artifacts.signature.SigningKeys;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models verify}: whether the files are what was signed. */
@Command(name = "verify", description = "Checks that the files of a model are exactly what was signed.")
final class ModelsVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "MODEL", description = "A folder, or NAME/VERSION or NAME@ALIAS of the registry.")
    private String model = "";

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "Public key in PEM.")
    private Path key = Path.of("");

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path folder = ModelFolder.of(model, gateway.client(session));
        int files = ModelSignature.verify(folder, SigningKeys.publicKey(key));
        session.terminal().line("verified: " + files + " files in " + folder + " are what was signed");
        return ExitCode.DONE;
    }
}

package dev.trainyard.devkit.cli;

import dev.trainyard.artifacts.signature.ModelSignature;
import dev.trainyard.artifacts.signature.SigningKeys;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models sign}: a signature beside the files. */
@Command(name = "sign", description = "Signs the files of a model (OpenSSF Model Signing), in model.sig beside them.")
final class ModelsSignCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "MODEL", description = "A folder, or NAME/VERSION or NAME@ALIAS of the registry.")
    private String model = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "Private key in PEM (openssl ecparam -name prime256v1 -genkey -noout).")
    private Path key = Path.of("");

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsSignCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path signature =
                ModelSignature.sign(ModelFolder.of(model, gateway.client(session)), SigningKeys.privateKey(key));
        session.terminal().line("signed: " + signature);
        return ExitCode.DONE;
    }
}

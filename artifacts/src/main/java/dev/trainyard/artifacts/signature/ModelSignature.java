package dev.trainyard.artifacts.signature;

import dev.trainyard.artifacts.Checksums;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.stream.Stream;

/** The signature of a model's folder, in the file {@code model.sig} in it. Thread-safe. */
public final class ModelSignature {
    /** Kept by version control, not part of the model; the signature itself cannot sign itself. */
    private static final List<String> IGNORED =
            List.of(".git", ".gitattributes", ".github", ".gitignore", Checksums.SIGNATURE);

    private ModelSignature() {}

    /**
     * Signs all files of a folder; an earlier signature is replaced. Errors: PATH_NOT_ALLOWED where a link is in it.
     *
     * @return the file with the signature
     */
    public static Path sign(Path folder, ECPrivateKey key) {
        Path file = folder.resolve(Checksums.SIGNATURE);
        try {
            Statement statement = new Statement(SignedFiles.of(folder, IGNORED), IGNORED);
            byte[] payload = statement.json(
                    folder.toAbsolutePath().normalize().getFileName().toString());
            Path whole = Files.createTempFile(folder.toAbsolutePath().getParent(), "model", ".sig");
            Files.write(whole, Envelope.sign(payload, key));
            return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be signed", e);
        } catch (GeneralSecurityException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST, folder + " cannot be signed with this key: " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the folder holds exactly what was signed. Errors: NOT_FOUND without a signature, INVALID_MODEL where it
     * is not of this key, or files were changed, added or removed: all of them are named.
     *
     * @return how many files were signed
     */
    public static int verify(Path folder, ECPublicKey key) {
        Path file = folder.resolve(Checksums.SIGNATURE);
        if (!Files.isRegularFile(file)) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, folder + " is not signed: there is no model.sig in it");
        }
        try {
            Statement signed = Statement.read(Envelope.open(Files.readAllBytes(file), key));
            List<String> ignored = Stream.concat(signed.ignored().stream(), Stream.of(Checksums.SIGNATURE))
                    .toList();
            List<String> differences = SignedFiles.of(folder, ignored).differencesFrom(signed.files());
            if (!differences.isEmpty()) {
                throw new TrainyardException(
                        ErrorCode.INVALID_MODEL, folder + " is not what was signed: " + String.join("; ", differences));
            }
            return signed.files().digests().size();
        } catch (IOException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL, file + " cannot be read as a signature: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL, "the signature in " + file + " does not hold: " + e.getMessage(), e);
        }
    }
}

package dev.trainyard.artifacts.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.artifacts.Checksums;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class ModelSignatureTest {
    private static final Path FIXTURE = Path.of("src/test/resources/signature");
    private static final int SEC1_BYTES = 39;

    @TempDir
    Path temp;

    private Path model;

    @BeforeEach
    void copyTheModel() throws IOException {
        model = temp.resolve("model");
        try (Stream<Path> files = Files.walk(FIXTURE.resolve("model"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        model.resolve(FIXTURE.resolve("model").relativize(file).toString()));
            }
        }
    }

    @Test
    void verifiesWhatThePythonPackageHasSigned() {
        assertThat(ModelSignature.verify(model, theirs())).isEqualTo(5);
    }

    @Test
    void leavesWhatVersionControlKeepsOutOfTheModel() throws IOException {
        Files.writeString(model.resolve(".gitattributes"), "* text");
        assertThat(ModelSignature.verify(model, theirs())).isEqualTo(5);
    }

    @Test
    void namesEveryFileThatIsNotWhatWasSigned() throws IOException {
        Files.writeString(model.resolve("model.safetensors"), "weighty");
        Files.delete(model.resolve("sub/b.txt"));
        Files.writeString(model.resolve("extra.bin"), "x");
        refused("extra.bin was not signed; model.safetensors was changed", "sub/b.txt is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"payload", "sig"})
    void refusesASignatureOfWhichAByteWasChanged(String field) throws IOException {
        Path file = model.resolve("model.sig");
        String text = Files.readString(file);
        int place = text.indexOf("\"" + field + "\":\"") + field.length() + 4 + 20;
        char other = text.charAt(place) == 'A' ? 'B' : 'A';
        Files.writeString(file, text.substring(0, place) + other + text.substring(place + 1));
        refused("does not hold");
    }

    @Test
    void refusesAnotherKeyAndNoSignature() throws Exception {
        KeyPair pair = pair("secp256r1");
        assertThatThrownBy(() -> ModelSignature.verify(model, (ECPublicKey) pair.getPublic()))
                .hasMessageContaining("it was made with the key 5c747da9");
        Files.writeString(model.resolve("model.sig"), "{}");
        refused("no Sigstore bundle");
        Files.writeString(model.resolve("model.sig"), "no json");
        refused("cannot be read as a signature");
        Files.delete(model.resolve("model.sig"));
        assertThatThrownBy(() -> ModelSignature.verify(model, theirs())).hasMessageContaining("is not signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void signsWhatItVerifies(String curve) throws Exception {
        KeyPair pair = pair(curve);
        String before = Checksums.folder(model).sha256();
        ModelSignature.sign(model, (ECPrivateKey) pair.getPrivate());
        assertThat(Checksums.folder(model).sha256())
                .as("the checksum of an artifact does not change when it is signed")
                .isEqualTo(before);
        assertThat(ModelSignature.verify(model, (ECPublicKey) pair.getPublic())).isEqualTo(5);
        Files.writeString(model.resolve("config.json"), "{}");
        assertThatThrownBy(() -> ModelSignature.verify(model, (ECPublicKey) pair.getPublic()))
                .hasMessageContaining("config.json was changed");
    }

    @Test
    void signsTheStatementThatThePythonPackageSigns() throws Exception {
        JsonNode theirs = statement();
        ModelSignature.sign(model, (ECPrivateKey) pair("secp256r1").getPrivate());
        JsonNode ours = statement();
        assertThat(ours.path("subject")).isEqualTo(theirs.path("subject"));
        assertThat(ours.path("predicateType")).isEqualTo(theirs.path("predicateType"));
        assertThat(ours.path("_type")).isEqualTo(theirs.path("_type"));
        assertThat(ours.path("predicate").path("resources"))
                .isEqualTo(theirs.path("predicate").path("resources"));
        assertThat(ours.path("predicate").path("serialization").path("ignore_paths"))
                .containsExactlyInAnyOrderElementsOf(
                        theirs.path("predicate").path("serialization").path("ignore_paths"));
    }

    @Test
    void refusesLinks() throws IOException {
        Files.createSymbolicLink(model.resolve("link"), model.resolve("config.json"));
        assertThatThrownBy(() -> ModelSignature.verify(model, theirs()))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_NOT_ALLOWED));
    }

    @Test
    void readsPrivateKeysInBothForms() throws Exception {
        KeyPair pair = pair("secp256r1");
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] sec1 = Arrays.copyOfRange(pkcs8, pkcs8.length - SEC1_BYTES, pkcs8.length);
        assertThat(SigningKeys.privateKey(pem("PRIVATE KEY", pkcs8))).isEqualTo(pair.getPrivate());
        assertThat(SigningKeys.privateKey(pem("EC PRIVATE KEY", sec1))).isEqualTo(pair.getPrivate());
        Path publicKey = pem("PUBLIC KEY", pair.getPublic().getEncoded());
        assertThat(SigningKeys.publicKey(publicKey)).isEqualTo(pair.getPublic());
        assertThatThrownBy(() -> SigningKeys.privateKey(publicKey)).hasMessageContaining("it holds a public key");
        assertThatThrownBy(() -> SigningKeys.publicKey(model.resolve("config.json")))
                .hasMessageContaining("no unencrypted PEM key");
    }

    private Path pem(String kind, byte[] der) throws IOException {
        String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
        return Files.writeString(Files.createTempFile(temp, "key", ".pem"), text, US_ASCII);
    }

    private static ECPublicKey theirs() {
        return SigningKeys.publicKey(FIXTURE.resolve("public.pem"));
    }

    private JsonNode statement() throws IOException {
        JsonNode bundle = WireJson.mapper().readTree(model.resolve("model.sig").toFile());
        return WireJson.mapper()
                .readTree(Base64.getDecoder()
                        .decode(bundle.path("dsseEnvelope").path("payload").asText()));
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> ModelSignature.verify(model, theirs()))
                .isInstanceOfSatisfying(
                        TrainyardException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContainingAll(words);
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }
}

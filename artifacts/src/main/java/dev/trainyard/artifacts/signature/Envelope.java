package dev.trainyard.artifacts.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * A signed payload in a file: a DSSE envelope in a Sigstore bundle.
 *
 * <p>Source: DSSE 1.0, {@code protocol.md}; Sigstore bundle 0.3 with a bare key.
 */
final class Envelope {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String BUNDLES = "application/vnd.dev.sigstore.bundle";
    private static final String PAYLOAD = "application/vnd.in-toto+json";

    private Envelope() {}

    static byte[] sign(byte[] payload, ECPrivateKey key) throws GeneralSecurityException, IOException {
        Signature signature = Signature.getInstance(SigningKeys.algorithm(key));
        signature.initSign(key);
        signature.update(authenticated(payload));
        ObjectNode bundle = WireJson.mapper().createObjectNode();
        bundle.put("mediaType", BUNDLE);
        ObjectNode material = bundle.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", SigningKeys.hint(SigningKeys.publicKey(key)));
        material.putArray("tlogEntries");
        ObjectNode envelope = bundle.putObject("dsseEnvelope");
        envelope.put("payload", Base64.getEncoder().encodeToString(payload));
        envelope.put("payloadType", PAYLOAD);
        envelope.putArray("signatures")
                .addObject()
                .put("sig", Base64.getEncoder().encodeToString(signature.sign()))
                .put("keyid", "");
        return WireJson.mapper().writeValueAsBytes(bundle);
    }

    /** The payload. Errors: {@link GeneralSecurityException} where the key did not sign it. */
    static byte[] open(byte[] file, ECPublicKey key) throws GeneralSecurityException, IOException {
        JsonNode bundle = WireJson.mapper().readTree(file);
        JsonNode envelope = bundle.path("dsseEnvelope");
        if (!bundle.path("mediaType").asText().startsWith(BUNDLES)
                || !envelope.path("payloadType").asText().equals(PAYLOAD)
                || envelope.path("signatures").size() != 1) {
            throw new GeneralSecurityException("it is no Sigstore bundle with one signature of an in-toto statement");
        }
        String hint = bundle.path("verificationMaterial")
                .path("publicKey")
                .path("hint")
                .asText();
        if (!hint.isEmpty() && !hint.equals(SigningKeys.hint(key))) {
            throw new GeneralSecurityException(
                    "it was made with the key " + hint + ", the key given is " + SigningKeys.hint(key));
        }
        byte[] payload = bytes(envelope.path("payload"));
        Signature signature = Signature.getInstance(SigningKeys.algorithm(key));
        signature.initVerify(key);
        signature.update(authenticated(payload));
        if (!signature.verify(bytes(envelope.path("signatures").path(0).path("sig")))) {
            throw new GeneralSecurityException("the signature does not belong to what is signed");
        }
        return payload;
    }

    private static byte[] bytes(JsonNode base64) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("a field is not in base 64", e);
        }
    }

    /** DSSE's pre-authentication encoding: type and payload, each with its length before it. */
    private static byte[] authenticated(byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + PAYLOAD.length() + " " + PAYLOAD + " " + payload.length + " ").getBytes(UTF_8));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }
}

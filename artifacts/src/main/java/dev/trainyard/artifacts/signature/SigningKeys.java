package dev.trainyard.artifacts.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys on the curves P-256, P-384 and P-521 in PEM files. */
public final class SigningKeys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:EC )?PRIVATE KEY|PUBLIC KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final int PEM_COLUMNS = 64;

    /** PKCS #8 version, and the algorithm: a key on P-256. */
    private static final byte[] P256_KEY = HexFormat.of().parseHex("020100301306072a8648ce3d020106082a8648ce3d030107");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;

    private SigningKeys() {}

    /**
     * A private key, as PKCS #8 or as OpenSSL's {@code ecparam -genkey} writes it for P-256. Errors: INVALID_REQUEST
     * where there is none in the file.
     */
    public static ECPrivateKey privateKey(Path file) {
        Matcher pem = pem(file, "private");
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        try {
            byte[] pkcs8 = switch (pem.group(1)) {
                case "PRIVATE KEY" -> der;
                case "EC PRIVATE KEY" -> wrapped(der);
                default -> throw unusable(file, "private", "it holds a public key", null);
            };
            return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw unusable(
                    file,
                    "private",
                    "it is damaged, or on another curve than P-256 and not in PKCS #8 (openssl pkcs8 -topk8 -nocrypt)",
                    e);
        }
    }

    /** A public key. Errors: INVALID_REQUEST where there is none in the file. */
    public static ECPublicKey publicKey(Path file) {
        Matcher pem = pem(file, "public");
        if (!pem.group(1).equals("PUBLIC KEY")) {
            throw unusable(
                    file, "public", "it holds a private key (openssl ec -in FILE -pubout makes its public one)", null);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw unusable(file, "public", "it is damaged or not of an elliptic curve", e);
        }
    }

    private static Matcher pem(Path file, String kind) {
        try {
            Matcher matcher = PEM.matcher(Files.readString(file, US_ASCII));
            if (matcher.find()) {
                return matcher;
            }
        } catch (IOException e) {
            throw unusable(file, kind, "it cannot be read", e);
        }
        throw unusable(file, kind, "there is no unencrypted PEM key in it", null);
    }

    private static TrainyardException unusable(Path file, String kind, String why, @Nullable Exception cause) {
        String message = file + " cannot be used as " + kind + " key: " + why
                + ". Expected an EC key in PEM, such as openssl ecparam -name prime256v1 -genkey -noout writes";
        return cause == null
                ? new TrainyardException(ErrorCode.INVALID_REQUEST, message)
                : new TrainyardException(ErrorCode.INVALID_REQUEST, message, cause);
    }

    /** A SEC 1 key in PKCS #8. */
    private static byte[] wrapped(byte[] sec1) {
        byte[] key = element(OCTETS, sec1);
        byte[] content = new byte[P256_KEY.length + key.length];
        System.arraycopy(P256_KEY, 0, content, 0, P256_KEY.length);
        System.arraycopy(key, 0, content, P256_KEY.length, key.length);
        return element(SEQUENCE, content);
    }

    private static byte[] element(byte tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 128) {
            out.write(content.length < 256 ? 0x81 : 0x82);
        }
        if (content.length >= 256) {
            out.write(content.length >> 8);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** The public key that belongs to a private one. */
    static ECPublicKey publicKey(ECPrivateKey key) throws GeneralSecurityException {
        ECPublicKeySpec spec = new ECPublicKeySpec(CurvePoints.multiple(key.getParams(), key.getS()), key.getParams());
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
    }

    /** SHA-256 of the key as PEM, by which a signature names it. */
    static String hint(ECPublicKey key) throws GeneralSecurityException {
        String lines = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(key.getEncoded());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pem.getBytes(US_ASCII)));
    }

    /** Name of the signature algorithm whose digest is as long as the key. */
    static String algorithm(ECKey key) throws GeneralSecurityException {
        int bits = key.getParams().getCurve().getField().getFieldSize();
        return switch (bits) {
            case 256 -> "SHA256withECDSA";
            case 384 -> "SHA384withECDSA";
            case 521 -> "SHA512withECDSA";
            default -> throw new GeneralSecurityException("a key of " + bits + " bits, expected 256, 384 or 521");
        };
    }
}

package dev.trainyard.publishing.cloud;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One bucket. What fails in passing was tried again by the client already. Thread-safe. */
final class S3Files implements AutoCloseable {
    /** The metadata under which a file's digest is kept beside it. */
    static final String SHA256 = "sha256";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private final S3Settings settings;
    private final S3Client client;

    S3Files(S3Settings settings) {
        this.settings = settings;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .forcePathStyle(true)
                // Not every store knows the newer checksums: each request brings an MD5, which all compare.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(all -> all.addExecutionInterceptor(new WithoutExpect()))
                .httpClientBuilder(UrlConnectionHttpClient.builder());
        settings.endpoint().ifPresent(builder::endpointOverride);
        builder.credentialsProvider(
                settings.keys().isPresent()
                        ? StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                settings.keys().get().id(),
                                settings.keys().get().secret().value()))
                        : DefaultCredentialsProvider.builder().build());
        this.client = builder.build();
    }

    /** The key of a file below the prefix. */
    String key(String path) {
        return settings.prefix().isEmpty() ? path : settings.prefix() + "/" + path;
    }

    /** {@code s3://bucket/key}. */
    String address(String key) {
        return "s3://" + settings.bucket() + "/" + key;
    }

    /** The digest that is kept beside a file of this length; empty where there is none. */
    Optional<String> sha256(String key, long length) {
        return asked("looking for " + key, () -> {
            try {
                HeadObjectResponse head =
                        client.headObject(request -> request.bucket(bucket()).key(key));
                return Optional.ofNullable(head.metadata().get(SHA256))
                        .filter(digest -> head.contentLength() == length);
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /** The bytes of a small file; empty where there is none, which stores tell most alike when the head is asked for. */
    Optional<byte[]> read(String key) {
        return asked("reading " + key, () -> {
            try {
                client.headObject(request -> request.bucket(bucket()).key(key));
                return Optional.of(client.getObjectAsBytes(
                                request -> request.bucket(bucket()).key(key))
                        .asByteArray());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /** Writes a small file. */
    void write(String key, byte[] bytes) {
        asked(
                "writing " + key,
                () -> client.putObject(request -> request.bucket(bucket()).key(key), RequestBody.fromBytes(bytes)));
    }

    /** Removes a file; nothing happens where there is none. */
    void delete(String key) {
        asked(
                "removing " + key,
                () -> client.deleteObject(request -> request.bucket(bucket()).key(key)));
    }

    /** The keys below a folder. */
    List<String> keys(String folder) {
        return asked("listing " + folder, () -> {
            List<String> keys = new ArrayList<>();
            client.listObjectsV2Paginator(request -> request.bucket(bucket()).prefix(folder + "/")).contents().stream()
                    .map(S3Object::key)
                    .forEach(keys::add);
            return keys;
        });
    }

    S3Client client() {
        return client;
    }

    String bucket() {
        return settings.bucket();
    }

    long partBytes() {
        return settings.partBytes();
    }

    /** Errors of the store as ours: ACCESS_DENIED, NOT_FOUND, UNAVAILABLE, INVALID_REQUEST. */
    <T> T asked(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (S3Exception e) {
            throw refused(doing, e);
        } catch (SdkException | UncheckedIOException e) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    shown() + " does not answer when " + doing + " (" + e.getMessage()
                            + "): check the endpoint and the network, then publish again",
                    e);
        }
    }

    private TrainyardException refused(String doing, S3Exception failure) {
        int status = failure.statusCode();
        String said = failure.awsErrorDetails() == null
                ? ""
                : " (it says: " + failure.awsErrorDetails().errorCode() + ", "
                        + failure.awsErrorDetails().errorMessage() + ")";
        String message = shown() + " answered with status " + status + " when " + doing + said;
        if (status == FORBIDDEN) {
            return new TrainyardException(
                    ErrorCode.ACCESS_DENIED, message + ": check the keys of the service and its rights there", failure);
        }
        if (status == NOT_FOUND) {
            return new TrainyardException(
                    ErrorCode.NOT_FOUND, message + ": make the bucket, or name another one", failure);
        }
        return new TrainyardException(
                status >= SERVER_ERROR ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_REQUEST,
                message + ": nothing was made current, publish it again later",
                failure);
    }

    /**
     * The JDK's client asks "Expect: 100-continue" on connections that the store may have closed meanwhile, and then
     * fails without another attempt. Nothing is lost without it: keys are wrong before the first byte.
     */
    private static final class WithoutExpect implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }

    private String shown() {
        return "bucket " + bucket() + " at "
                + settings.endpoint().map(URI::getRawAuthority).orElse("Amazon S3, " + settings.region());
    }

    @Override
    public void close() {
        client.close();
    }
}

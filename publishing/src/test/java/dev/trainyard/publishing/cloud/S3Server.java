package dev.trainyard.publishing.cloud;

import dev.trainyard.hub.Token;
import java.net.URI;
import java.util.Optional;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/** S3Proxy, which checks signatures and digests as Amazon does, on the memory of this JVM. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "models";
    static final String SECRET = "secretOfTheTests";
    static final long PART = 5L * 1024 * 1024;

    final BlobStore files;
    private final BlobStoreContext context;
    private final S3Proxy server;

    S3Server() throws Exception {
        // By its class: by its name, jclouds would look for all stores, and those of clouds are not on the class path.
        context = ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
                .credentials("tester", SECRET)
                .buildView(BlobStoreContext.class);
        files = context.getBlobStore();
        files.createContainerInLocation(null, BUCKET);
        server = S3Proxy.builder()
                .blobStore(files)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "tester", SECRET)
                .build();
        server.start();
        while (!server.getState().equals("STARTED")) {
            Thread.sleep(10);
        }
    }

    S3Settings settings(String secret) {
        return new S3Settings(
                Optional.of(URI.create("http://127.0.0.1:" + server.getPort())),
                "us-east-1",
                BUCKET,
                "trainyard",
                Optional.of(new S3Settings.Keys("tester", new Token(secret))),
                PART);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        context.close();
    }
}

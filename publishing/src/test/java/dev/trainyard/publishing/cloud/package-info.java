/** Tests against a real S3 server in this JVM, and a strict API server with KServe's published schema. */
@NullMarked
package dev.trainyard.publishing.cloud;

import org.jspecify.annotations.NullMarked;

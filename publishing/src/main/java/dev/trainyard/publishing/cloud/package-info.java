/**
 * Publishing to an S3-compatible store, and from there through KServe on Kubernetes.
 *
 * <p>May import: JDK, Jackson, SLF4J, AWS SDK, Kubernetes client, contracts, hub, publishing, publishing.http.
 */
@NullMarked
package dev.trainyard.publishing.cloud;

import org.jspecify.annotations.NullMarked;

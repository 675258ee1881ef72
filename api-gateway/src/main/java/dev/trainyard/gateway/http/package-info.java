/**
 * REST, SSE, WebSocket, and the calls that are passed on to other services.
 *
 * <p>May import: app, domain, config, contracts, rest-problems, Quarkus REST and WebSockets.
 */
@NullMarked
package dev.trainyard.gateway.http;

import org.jspecify.annotations.NullMarked;

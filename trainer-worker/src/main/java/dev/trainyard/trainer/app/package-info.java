/**
 * The use cases: taking a request, running attempts of it, cancelling. State and outgoing event change in one transaction.
 *
 * <p>May import: domain, child, translate, config, contracts, messaging (outbox), artifacts, hub, supervisor.
 */
@NullMarked
package dev.trainyard.trainer.app;

import org.jspecify.annotations.NullMarked;

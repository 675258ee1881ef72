package dev.trainyard.trainer.domain;

import java.time.Duration;
import java.util.List;

/** What the workers offer, for all of them to know. Every method joins the running transaction, if there is one. */
public interface OfferStore {
    /** A worker's sign of life. */
    void renew(Offer offer);

    /** Offers of the workers that gave a sign of life no longer ago than this. */
    List<Offer> within(Duration time);
}

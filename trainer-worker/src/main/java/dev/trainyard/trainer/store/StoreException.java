package dev.trainyard.trainer.store;

import java.sql.SQLException;

/** The database refused or did not answer; the cause says which. */
final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, SQLException cause) {
        super(message, cause);
    }
}

package dev.trainyard.messaging;

import java.sql.SQLException;

/** The tables of this module could not be read or written. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}

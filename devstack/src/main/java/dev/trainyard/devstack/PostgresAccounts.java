package dev.trainyard.devstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Creates role and database on a server that has just been started; may be repeated. */
final class PostgresAccounts {
    private static final long RETRY_MILLIS = 100;

    private final int port;
    private final String superuserPassword;

    PostgresAccounts(int port, String superuserPassword) {
        this.port = port;
        this.superuserPassword = superuserPassword;
    }

    /** Waits for the server first, for as long as its process lives. */
    void create(String name, Process server, Duration limit) {
        try (Connection connection = connect(server, Instant.now().plus(limit))) {
            if (!exists(connection, "select 1 from pg_roles where rolname = ?", name)) {
                execute(connection, "create role " + name + " login password '" + name + "'");
            }
            if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
                execute(connection, "create database " + name + " owner " + name);
            }
        } catch (SQLException e) {
            throw new DevStackException("role and database " + name + " cannot be created: " + e.getMessage(), e);
        }
    }

    private Connection connect(Process server, Instant deadline) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", "postgres");
        account.setProperty("password", superuserPassword);
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        for (; ; ) {
            try {
                // Not through DriverManager, which sees only the drivers of its caller's class loader.
                @Nullable Connection connection = new Driver().connect(url, account);
                if (connection != null) {
                    return connection;
                }
            } catch (SQLException e) {
                if (!server.isAlive() || Instant.now().isAfter(deadline)) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while PostgreSQL started", e);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}

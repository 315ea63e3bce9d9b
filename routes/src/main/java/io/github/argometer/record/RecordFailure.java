package io.github.argometer.record;

import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Why an event did not become a row, and how each recorder says so: the HTTP recorder by status, the Job recorder by exit
 * code (numbers as in BSD's sysexits.h).
 */
public enum RecordFailure {
    /** The event itself is at fault: trying again is of no use. */
    BAD_EVENT(400, 65),
    /** The caller does not know the secret: an HTTP recorder's only. */
    NOT_ALLOWED(401, 77),
    /** The database cannot be reached, does not let us in, or is overloaded: try again later. */
    DATABASE_UNAVAILABLE(503, 69),
    /** The database refused the insert: a missing table or right, no space, read-only. Try again once that is mended. */
    INSERT_REFUSED(503, 73),
    /** The recorder ends: try again. The event may have become a row. */
    STOPPING(503, 70),
    /** A fault of the recorder. */
    UNEXPECTED(500, 70);

    private final int httpStatus;
    private final int exitCode;

    RecordFailure(int httpStatus, int exitCode) {
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
    }

    /** The process's exit code. */
    public int exitCode() {
        return exitCode;
    }

    /** The HTTP status. */
    public int status() {
        return httpStatus;
    }

    /** The kind of {@code error}, judged by what caused it. */
    public static RecordFailure of(Throwable error) {
        if (has(error, BadEventException.class)) {
            return BAD_EVENT;
        }
        if (has(error, CannotGetJdbcConnectionException.class)
                || has(error, DataAccessResourceFailureException.class)
                || has(error, RecoverableDataAccessException.class)
                || has(error, TransientDataAccessException.class)
                || has(error, TimeoutException.class)) {
            return DATABASE_UNAVAILABLE;
        }
        if (has(error, RejectedExecutionException.class) || has(error, InterruptedException.class)) {
            return STOPPING;
        }
        return has(error, SQLException.class) ? INSERT_REFUSED : UNEXPECTED;
    }

    /** Whether {@code error} may pass without anyone's doing: the database neither answers, nor refuses user, right or statement. */
    public static boolean isOutOfReach(Throwable error) {
        if (of(error) != DATABASE_UNAVAILABLE) {
            return false;
        }
        for (Throwable cause : ObjectHelper.createExceptionIterable(error)) {
            if (cause instanceof SQLException refused
                    && refused.getSQLState() != null
                    && refused.getSQLState().matches("(28|42).*")) {
                return false;
            }
        }
        return true;
    }

    /** The HTTP status for {@code error}. */
    public static int httpStatus(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable error) {
        return of(error).status();
    }

    /** One line that says what went wrong: the innermost cause in its own words. */
    public static String reason(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return of(error) + ": " + text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * Whether the insert surely made no row: it never went out, or the server said no. All else may have made one: where the
     * answer is lost, what Camel throws tells of the connection that it then finds closed.
     */
    static boolean isSurelyNoRow(Throwable error) {
        return has(error, CannotGetJdbcConnectionException.class)
                || has(error, DataIntegrityViolationException.class)
                || has(error, ConcurrencyFailureException.class)
                || has(error, BadSqlGrammarException.class)
                || has(error, RejectedExecutionException.class)
                || has(error, TimeoutException.class);
    }

    static boolean has(Throwable error, Class<? extends Throwable> type) {
        return ObjectHelper.getException(type, error) != null;
    }
}

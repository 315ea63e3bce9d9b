package io.github.argometer.send;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.apache.camel.util.ObjectHelper;
import org.apache.http.conn.ConnectTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What is known of one attempt to send. */
public enum Outcome {
    /** The service said that it has the message. */
    ACCEPTED,
    /** The service refused the message, or was never reached. */
    FAILED,
    /** The request may have arrived, but no answer came: the message may or may not be on its way. */
    UNKNOWN;

    /** The outcome's name in the send ledger. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an attempt that ended in {@code error} amounts to. */
    static Outcome of(Throwable error) {
        boolean answered = ObjectHelper.getException(SdkServiceException.class, error) != null;
        boolean neverReached = ObjectHelper.getException(ConnectException.class, error) != null
                || ObjectHelper.getException(ConnectTimeoutException.class, error) != null
                || ObjectHelper.getException(UnknownHostException.class, error) != null;
        return answered || neverReached ? FAILED : UNKNOWN;
    }
}

package io.github.argometer.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.camel.Header;

/** What the HTTP trigger must know to be let in, if anything. */
public final class SharedSecret {

    /** The header that carries it. */
    public static final String HEADER = "X-Argometer-Secret";

    private final byte[] secret;

    /** Lets everyone in if {@code secret} is "". */
    public SharedSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Passes the request that has the secret, compared in a time that tells nothing of it. */
    public void check(@Header(HEADER) String given) {
        if (secret.length > 0
                && (given == null || !MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8)))) {
            throw new NotAllowedException();
        }
    }

    /** A request without the secret. */
    public static final class NotAllowedException extends RuntimeException {
        NotAllowedException() {
            super("the header " + HEADER + " is missing or wrong");
        }
    }
}

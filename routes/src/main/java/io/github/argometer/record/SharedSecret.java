package io.github.argometer.record;

import io.github.argometer.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What the HTTP trigger must know to be let in, if anything. */
public final class SharedSecret {

    /** The header that carries it. */
    public static final String HEADER = "X-Argometer-Secret";

    private final byte[] secret;

    private SharedSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The one in {@code record.http.secret}, which lets everyone in if it is ""; refuses what no header can carry. */
    static SharedSecret of(Settings settings) {
        return new SharedSecret(settings.inRange("record.http.secret"));
    }

    /**
     * Why a request with this header is not let in, or null; compared in a time that tells nothing of the secret.
     *
     * @param given as the server reads headers, a character a byte; null where there is none
     */
    public String refusal(String given) {
        return secret.length == 0
                        || given != null && MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.ISO_8859_1))
                ? null
                : RecordFailure.NOT_ALLOWED + ": the header " + HEADER + " is missing or wrong";
    }
}

package io.github.argometer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How times are written on the wire and in files: UTC, ISO 8601, always six digits of a second. */
public final class Times {

    /** A second and what its times begin with: few times are of a second that was not asked for just before. */
    private record Second(long epoch, String text) {}

    private static final AtomicReferenceArray<Second> SECONDS = new AtomicReferenceArray<>(64);

    private Times() {}

    /** {@code time} cut to microseconds, such as {@code 2026-11-23T01:02:03.000456Z}. */
    public static String text(Instant time) {
        long epoch = time.getEpochSecond();
        int place = Math.floorMod(epoch, SECONDS.length());
        Second second = SECONDS.getAcquire(place);
        if (second == null || second.epoch != epoch) {
            String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
            second = new Second(epoch, text.substring(0, text.length() - 1));
            SECONDS.setRelease(place, second);
        }
        String microseconds = Integer.toString(1_000_000 + time.getNano() / 1_000);
        return second.text + "." + microseconds.substring(1) + "Z";
    }
}

package io.github.argometer.loadtest.bus;

import java.time.ZonedDateTime;

/** Where a reader of a stream has got to; {@link EventStream} moves it, and it outlasts each connection. */
public final class BusPlace {

    private ZonedDateTime made;
    private long sequence;
    private long gone;
    private boolean anew;

    private BusPlace(ZonedDateTime made, long sequence) {
        this.made = made;
        this.sequence = sequence;
    }

    /** Before the first event of whatever stream there is. */
    public static BusPlace beginning() {
        return new BusPlace(null, 0);
    }

    /** Behind the event of {@code sequence}, of the stream that was {@code made} then. */
    static BusPlace behind(ZonedDateTime made, long sequence) {
        return new BusPlace(made, sequence);
    }

    /** How many events the stream did not have any more when they were to be read: it keeps only so many, or somebody purged it. */
    public long gone() {
        return gone;
    }

    /** Whether the stream was made again meanwhile, so that its sequences began again. */
    public boolean anew() {
        return anew;
    }

    /** The last event that was read, or was not there any more. */
    long sequence() {
        return sequence;
    }

    /** Every event up to that of {@code last} has been read, or is not there any more. */
    void pass(long last, boolean read) {
        gone += Math.max(0, last - sequence - (read ? 1 : 0));
        sequence = Math.max(sequence, last);
    }

    /** The stream is one that was {@code made} then: another than before is read from its beginning. */
    void at(ZonedDateTime made) {
        if (this.made != null && !this.made.isEqual(made)) {
            lose();
        }
        this.made = made;
    }

    /** The stream is not there: the next one will be another. */
    void lose() {
        anew = true;
        made = null;
        sequence = 0;
    }
}

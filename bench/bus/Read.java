import io.github.argometer.loadtest.bus.AckSamples;
import io.github.argometer.loadtest.bus.BusPlace;
import io.github.argometer.loadtest.bus.EventStream;
import java.net.InetSocketAddress;
import java.util.List;

/** Reads all events of a nats-server's stream {@code default}, and says how long that took: {@code Read PORT}. */
public class Read {

    public static void main(String[] args) throws Exception {
        long[] read = new long[2];
        long began = System.nanoTime();
        try (EventStream stream = EventStream.connect(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), false, "bench", "bench")) {
            BusPlace place = BusPlace.beginning();
            stream.follow(
                    place,
                    event -> {
                        read[0]++;
                        read[1] += event.eventId().isEmpty() || event.sourceTime() == null ? 1 : 0;
                    },
                    new AckSamples(List.of()),
                    sample -> {},
                    () -> {},
                    () -> true);
            System.out.printf("%,d events in %.1f s; %d unread, %d without an id or a time%n",
                    read[0], (System.nanoTime() - began) / 1e9, place.gone(), read[1]);
        }
    }
}

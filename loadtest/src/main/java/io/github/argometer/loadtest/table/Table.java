package io.github.argometer.loadtest.table;

import static io.github.argometer.loadtest.table.Column.Need.ENDED;
import static io.github.argometer.loadtest.table.Column.Need.FILLED;
import static io.github.argometer.loadtest.table.Column.Need.NONE;
import static io.github.argometer.loadtest.table.Column.Need.OPEN;
import static io.github.argometer.loadtest.table.Column.Need.PLACED;
import static io.github.argometer.loadtest.table.Column.Need.UNREAD;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kind of table: which columns it has, by name.
 *
 * @param columns in the order in which a file without a header has them
 * @param headed whether a file must have a header, which shows that its beginning is there
 * @param end what becomes of a last line without an end
 */
public record Table(List<Column> columns, boolean headed, End end) {

    /** What becomes of a last line that no line feed ends, and that may be cut short. */
    public enum End {
        /** It is dropped: a killed writer leaves one. */
        DROPPED,
        /** It is refused. */
        REFUSED,
        /** It is taken if its last value can be seen to be whole. */
        JUDGED
    }

    /** The send ledger: two lines an attempt, one before it is handed to the network and one at its end. */
    public static final Table SENT = new Table(
            List.of(
                    new Column("EventId", Type.TEXT, FILLED),
                    new Column("Channel", Type.CHANNEL, FILLED),
                    new Column("Number", Type.INTEGER, FILLED),
                    new Column("PayloadId", Type.COUNT, FILLED),
                    new Column("Author", Type.TEXT, FILLED),
                    new Column("Expected", Type.FLAG, FILLED),
                    new Column("Intended", Type.TIME, FILLED),
                    new Column("Sent", Type.TIME, FILLED),
                    new Column("Finished", Type.TIME, ENDED),
                    new Column("Attempt", Type.COUNT, FILLED),
                    new Column("Outcome", Type.OUTCOME, FILLED),
                    new Column("Detail", Type.TEXT, UNREAD)),
            true,
            End.DROPPED);

    /** The rows of the run, as the database had them. */
    public static final Table RECORDS = new Table(
            List.of(
                    new Column("Id", Type.INTEGER, UNREAD),
                    new Column("EventId", Type.TEXT, FILLED),
                    new Column("RunId", Type.TEXT, FILLED),
                    new Column("PayloadId", Type.TEXT, OPEN),
                    new Column("EventType", Type.CHANNEL, FILLED),
                    new Column("CustomMessage", Type.TEXT, OPEN),
                    new Column("Author", Type.TEXT, OPEN),
                    new Column("EventTimestamp", Type.TIME, FILLED),
                    new Column("CreatedAtTimestamp", Type.TIME, FILLED),
                    new Column("Deliveries", Type.COUNT, FILLED),
                    new Column("SourceTimestamp", Type.TIME, NONE),
                    new Column("ProcessTimestamp", Type.TIME, NONE),
                    new Column("ReceivedTimestamp", Type.TIME, NONE),
                    new Column("TriggerName", Type.TEXT, NONE)),
            true,
            End.REFUSED);

    /** The events that the bus got during the run. */
    public static final Table BUS = new Table(
            List.of(
                    new Column("Sequence", Type.COUNT, FILLED),
                    new Column("EventId", Type.TEXT, OPEN),
                    new Column("EventSource", Type.TEXT, OPEN),
                    new Column("Event", Type.TEXT, OPEN),
                    new Column("CloudEventId", Type.TEXT, UNREAD),
                    new Column("SourceTime", Type.TIME, OPEN),
                    new Column("StreamTime", Type.TIME, FILLED)),
            true,
            End.REFUSED);

    /** The acknowledgements of the run's events by the Sensors' triggers. */
    public static final Table ACKNOWLEDGEMENTS = new Table(
            List.of(
                    new Column("Sequence", Type.COUNT, FILLED),
                    new Column("EventSource", Type.TEXT, OPEN),
                    new Column("Event", Type.TEXT, OPEN),
                    new Column("Sensor", Type.TEXT, OPEN),
                    new Column("Trigger", Type.TEXT, OPEN),
                    new Column("TakenTime", Type.TIME, OPEN),
                    new Column("DoneTime", Type.TIME, OPEN),
                    new Column("Deliveries", Type.COUNT, UNREAD)),
            true,
            End.REFUSED);

    /** The messages of the run that ended in a queue of dead letters. */
    public static final Table DEAD_LETTERS = new Table(
            List.of(
                    new Column("EventId", Type.TEXT, FILLED),
                    new Column("Channel", Type.CHANNEL, UNREAD),
                    new Column("Queue", Type.TEXT, OPEN),
                    new Column("GivenUpBy", Type.CHANNEL, FILLED)),
            true,
            End.REFUSED);

    /** The table of the original demo, whose users have neither plan nor send ledger. */
    public static final Table DUMP = new Table(
            List.of(
                    new Column("PayloadId", Type.INTEGER, PLACED),
                    new Column("EventType", Type.LABEL, FILLED),
                    new Column("CustomMessage", Type.TEXT, PLACED),
                    new Column("Author", Type.TEXT, PLACED),
                    new Column("EventTimestamp", Type.TIME, FILLED),
                    new Column("CreatedAtTimestamp", Type.TIME, FILLED)),
            false,
            End.JUDGED);

    /** The column that a header calls {@code name}. */
    Optional<Column> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    /** The columns whose values are read, in order. */
    public List<Column> read() {
        return columns.stream().filter(Column::isRead).toList();
    }

    /** The names of the columns that a header must have. */
    String header() {
        return columns.stream().filter(Column::isRequired).map(Column::name).collect(Collectors.joining(","));
    }
}

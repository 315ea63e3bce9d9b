package io.github.argometer.loadtest.capacity;

/** What a message waits for on its way: where a backlog can grow. */
enum Hop {
    /** Generator and AWS API together: messages that are due and that the API has not taken yet. */
    GENERATOR("sending", "late"),
    /** The queue, which the SQS EventSource empties. */
    SOURCE("source", "in queue"),
    /** The bus, which the Sensors' triggers empty. */
    SENSOR("sensor", "on bus"),
    /** The Jobs that have not ended. */
    JOBS("jobs", "active"),
    /** All between the generator and the row, wherever it is. */
    RECORDED("rows", "missing");

    private final String label;
    private final String backlog;

    Hop(String label, String backlog) {
        this.label = label;
        this.backlog = backlog;
    }

    String label() {
        return label;
    }

    /** What its backlog counts. */
    String backlog() {
        return backlog;
    }
}

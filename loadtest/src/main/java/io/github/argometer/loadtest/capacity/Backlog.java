package io.github.argometer.loadtest.capacity;

/** The messages that wait at one of the places on their way where a backlog can grow. */
enum Backlog {
    /** Generator and AWS API together: messages that are due and that the API has not taken yet. */
    GENERATOR("sending", "late"),
    /** What the EventSource has not put on the bus yet: in the queue, or accepted by the topic. */
    SOURCE("source", "before bus"),
    /** The bus, which the Sensors' triggers empty. */
    SENSOR("sensor", "on bus"),
    /** The Jobs that have not ended. */
    JOBS("jobs", "active"),
    /** All between the generator and the row, wherever it is. */
    RECORDED("rows", "missing");

    private final String label;
    private final String unit;

    Backlog(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /** Where it grows. */
    String label() {
        return label;
    }

    /** What it counts. */
    String unit() {
        return unit;
    }
}

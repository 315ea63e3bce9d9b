package io.github.argometer.loadtest.table;

/**
 * A column of a {@link Table}.
 *
 * @param name in a header, where upper and lower case are the same
 * @param type of its values
 * @param need what a file must have of it
 */
public record Column(String name, Type type, Need need) {

    /** What a file must have of a column. */
    public enum Need {
        /** The column, with a value in each line. */
        FILLED,
        /** The column, with a value in each line whose Outcome is not {@code started}. */
        ENDED,
        /** The column, if nothing but its place tells which it is; nobody reads its values. */
        PLACED,
        /** The column; nobody reads its values. */
        UNREAD,
        /** The column; a value may be empty. */
        OPEN,
        /** Nothing. */
        NONE
    }

    /** Whether its values are read. */
    public boolean isRead() {
        return need != Need.UNREAD && need != Need.PLACED;
    }

    /** Whether a header must have it. */
    boolean isRequired() {
        return need != Need.NONE && need != Need.PLACED;
    }
}

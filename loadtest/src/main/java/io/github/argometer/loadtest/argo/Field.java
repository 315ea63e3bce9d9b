package io.github.argometer.loadtest.argo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of a manifest must be beyond its type; {@link Resource#as} checks it. A field without {@link Only} or {@link
 * Unread} has a reader that acts on it, which a test looks for.
 */
public final class Field {

    private Field() {}

    /** Must be there, and not be empty. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Needed {}

    /**
     * The stand-in does what these values say, and refuses all others, which with no value is whatever is given; absent is
     * well, unless it is {@link Needed}.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Only {
        String[] value();
    }

    /** Changes nothing on one machine, for this reason. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Unread {

        /** Who may run it, and with which rights. */
        String RIGHTS = "a process has the rights of who starts the test";

        /** Where it runs. */
        String PLACE = "there is one machine";

        /** How much it may take. */
        String SIZE = "nothing is rationed on one machine";

        /** A document's own metadata. */
        String NAMED = "an object's namespace and name are read before its other fields";

        /** What it is called or said to be. */
        String LABEL = "nothing is found by it here";

        String value();
    }
}

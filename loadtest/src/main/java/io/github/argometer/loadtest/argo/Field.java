package io.github.argometer.loadtest.argo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Changes nothing on one machine, for this reason: a component, or fields for which there is no component. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    @Repeatable(Unread.Several.class)
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

        /** Where images come from. */
        String IMAGES = "no image is pulled";

        /** A record in which only such fields may stand. */
        String INNER = "of its fields only those are taken that change nothing here";

        /** The reason. */
        String value();

        /** Of a type: the fields that may be there, whatever is in them. */
        String[] fields() default {};

        /** More than one reason. */
        @Retention(RetentionPolicy.RUNTIME)
        @Target(ElementType.TYPE)
        @interface Several {
            /** All of them. */
            Unread[] value();
        }
    }

    /** All fields of {@code type} that may be there and are not read. */
    static Set<String> unread(Class<?> type) {
        return Stream.of(type.getAnnotationsByType(Unread.class))
                .flatMap(unread -> Stream.of(unread.fields()))
                .collect(Collectors.toSet());
    }
}

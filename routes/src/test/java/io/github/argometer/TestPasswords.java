package io.github.argometer;

import java.sql.SQLException;
import java.util.List;

/** Passwords that a generator makes, each of which means something else in some language that it could pass through. */
public final class TestPasswords {

    /** The user who has them. */
    public static final String USER = "special";

    private static final List<String> HARD = List.of(
            "x}}y",
            "a{{b}}c",
            "{{env:HOME}}",
            "{{db.user}}",
            "\\{{esc\\}}",
            "back\\slash\\",
            "\\\\",
            "#bean:dataSource",
            "#class:java.lang.String",
            "#type:int",
            " blanks at both ends ",
            "'quote\"d`",
            "50%&a=b;c#d?e+f/%41",
            "${body} $simple{x} RAW(y)",
            "größer-пароль-密码-😀",
            "true");

    private TestPasswords() {}

    /** The passwords. */
    public static List<String> hard() {
        return HARD;
    }

    /** Lets {@link #USER} in with {@code password} to do what recorder and export do. */
    public static void give(TestDatabase database, String password) throws SQLException {
        database.execute(
                "",
                "CREATE OR REPLACE USER %s IDENTIFIED BY '%s'"
                        .formatted(USER, password.replace("\\", "\\\\").replace("'", "''")));
        database.execute("", "GRANT SELECT, INSERT, UPDATE ON argometer.argo_event_record TO " + USER);
    }
}

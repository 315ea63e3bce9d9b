package io.github.argometer.recorder;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDBC URL of the settings, which is written for MySQL's driver, in the words of MariaDB's: the scheme, and PREFERRED,
 * the default of the one and unknown to the other. All else that the settings name, both call alike.
 */
final class DatabaseUrl {

    private static final Pattern SSL_MODE = Pattern.compile("([?&]sslMode=)(\\w*)", Pattern.CASE_INSENSITIVE);
    private static final String PREFERRED = "PREFERRED";
    private static final String MYSQL = "jdbc:mysql:";

    private final String url;
    private final String sslMode;

    /** Takes a URL {@code jdbc:mysql://host:port/database?name=value&...}. */
    DatabaseUrl(String mysql) {
        String mariadb = mysql.startsWith(MYSQL) ? "jdbc:mariadb:" + mysql.substring(MYSQL.length()) : mysql;
        Matcher found = SSL_MODE.matcher(mariadb);
        if (found.find()) {
            url = mariadb;
            sslMode = found.group(2);
        } else {
            url = mariadb + (mariadb.indexOf('?') < 0 ? '?' : '&') + "sslMode=" + PREFERRED;
            sslMode = PREFERRED;
        }
    }

    /** Whether the connection is to be encrypted, at least where the server can. */
    boolean encrypts() {
        return !sslMode.equalsIgnoreCase("DISABLED");
    }

    /** Whether a server that cannot encrypt will do. */
    boolean mayDoWithoutTls() {
        return sslMode.equalsIgnoreCase(PREFERRED);
    }

    /** The URL; it demands TLS even where {@link #mayDoWithoutTls()}. */
    String text() {
        if (mayDoWithoutTls()) {
            return with("REQUIRED");
        }
        boolean verifies = sslMode.regionMatches(true, 0, "VERIFY", 0, "VERIFY".length());
        return verifies ? url + "&tlsSocketType=" + StrictTls.TYPE : url;
    }

    /** The URL with TLS turned off. */
    String withoutTls() {
        return with("DISABLED");
    }

    private String with(String mode) {
        return SSL_MODE.matcher(url).replaceAll("$1" + mode);
    }
}

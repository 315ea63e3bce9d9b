package com.mysql.cj;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * The texts of MySQL's driver, which it asks for by this name: a class goes before the file of properties (see
 * {@link ResourceBundle.Control#getFormats}). The driver describes each of its 240 properties at its start, and to read the
 * file of 145 KB for that takes a process that lives for one event 20 ms. So nothing is read before a text is needed.
 */
public final class LocalizedErrorMessages extends ResourceBundle {

    private static final String PROPERTIES = "ConnectionProperties.";

    /** What the driver calls as it calls descriptions, and describes no property by. */
    private static final Set<String> OTHERS = Set.of(
            PROPERTIES + "asyncResponseTimeout",
            PROPERTIES + "dynamicChangeIsNotAllowed",
            PROPERTIES + "errorNotExpected",
            PROPERTIES + "unableToInitDriverProperties",
            PROPERTIES + "unknown",
            PROPERTIES + "useSqlStateCodes");

    /** Read at the first error. */
    private static final class Texts {
        static final ResourceBundle ALL = read();

        private static ResourceBundle read() {
            try (InputStream in = Messages.class.getResourceAsStream("LocalizedErrorMessages.properties")) {
                return new PropertyResourceBundle(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The driver's text, or {@code key} itself where the driver only describes a property or a unit. */
    @Override
    protected Object handleGetObject(String key) {
        if (key.startsWith(PROPERTIES) && !OTHERS.contains(key) || key.equals("Milliseconds")) {
            return key;
        }
        return Texts.ALL.containsKey(key) ? Texts.ALL.getObject(key) : null;
    }

    @Override
    public Enumeration<String> getKeys() {
        return Texts.ALL.getKeys();
    }
}

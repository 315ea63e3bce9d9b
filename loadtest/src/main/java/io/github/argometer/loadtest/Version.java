package io.github.argometer.loadtest;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
public final class Version implements IVersionProvider {

    /** Such as {@code 0.1.0}. */
    public static String text() {
        String version = Loadtest.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Argometer " + text()};
    }
}

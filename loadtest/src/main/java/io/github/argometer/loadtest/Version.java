package io.github.argometer.loadtest;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Loadtest.class.getPackage().getImplementationVersion();
        return new String[] {"Argometer " + (version == null ? "(not from a jar)" : version)};
    }
}

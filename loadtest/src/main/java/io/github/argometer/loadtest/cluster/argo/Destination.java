package io.github.argometer.loadtest.cluster.argo;

import java.util.Map;

/** Where messages must go for a source to take them. */
public interface Destination {

    /** The source. */
    Source source();

    /** Whether only a message shows if the source hears: a topic or subject tells nobody what none heard. */
    boolean needsCanary();

    /** The settings with which the sending routes of this process go there. */
    Map<String, String> settings();

    /** The settings with which those of a pod do. */
    Map<String, String> settingsOfPods();
}

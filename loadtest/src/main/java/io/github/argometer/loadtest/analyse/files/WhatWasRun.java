package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.argometer.loadtest.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was run, and with what: {@code run.json} of a run's folder. It holds no secret.
 *
 * @param command a shell's command that sends the same plan again; "" where it is not known
 * @param versions by name of the program: Argometer, its revision, Java, Camel and, where they could be asked, Kubernetes, Argo Events and
 *     the images of the recorders
 * @param cluster where it was run, by what it says: context, server, nodes, namespaces
 * @param settings those that differ from the shipped defaults, by key, sorted; the value of a secret is {@code ***}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WhatWasRun(
        String command, Map<String, String> versions, Map<String, String> cluster, Map<String, String> settings) {

    /** Nothing is known, as of a run whose folder has no {@code run.json}. */
    public static final WhatWasRun NONE = new WhatWasRun("", Map.of(), Map.of(), Map.of());

    /** Never null, in the order given. */
    public WhatWasRun {
        command = command == null ? "" : command;
        versions = ordered(versions);
        cluster = ordered(cluster);
        settings = ordered(settings);
    }

    /**
     * What {@code run.json} of {@code folder} says, or {@link #NONE} where there is none.
     *
     * @throws io.github.argometer.loadtest.BadInputException where it says something else
     */
    public static WhatWasRun read(Path folder) {
        return JsonFile.read(file(folder), WhatWasRun.class, "what was run").orElse(NONE);
    }

    /** The same with more versions and another cluster. */
    public WhatWasRun with(Map<String, String> versions, Map<String, String> cluster) {
        Map<String, String> all = new LinkedHashMap<>(this.versions);
        all.putAll(versions);
        return new WhatWasRun(command, all, cluster, settings);
    }

    /** Writes it as {@code run.json} of {@code folder}. */
    public void write(Path folder) throws IOException {
        JsonFile.writeIndented(file(folder), this);
    }

    private static Path file(Path folder) {
        return folder.resolve("run.json");
    }

    private static Map<String, String> ordered(Map<String, String> values) {
        return values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}

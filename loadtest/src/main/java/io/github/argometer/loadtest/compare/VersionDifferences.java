package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * In what versions the runs of two sides differ: what is then said to have changed may be their doing. What one of the sides does not
 * say, as a run on this machine says nothing of Kubernetes, is not compared.
 */
public final class VersionDifferences {

    private VersionDifferences() {}

    /**
     * A line for each program of which not all runs had the same version, such as {@code Argo Events: v1.9.2 and v1.9.11}.
     *
     * @throws io.github.argometer.loadtest.BadInputException where a {@code run.json} is none
     */
    public static List<String> of(List<RunFiles> first, List<RunFiles> second) {
        Map<String, Set<String>> before = versions(first);
        Map<String, Set<String>> after = versions(second);
        return before.entrySet().stream()
                .filter(program -> after.containsKey(program.getKey()))
                .filter(program ->
                        program.getValue().size() > 1 || !program.getValue().equals(after.get(program.getKey())))
                .map(program -> "%s: %s and %s"
                        .formatted(program.getKey(), text(program.getValue()), text(after.get(program.getKey()))))
                .toList();
    }

    private static Map<String, Set<String>> versions(List<RunFiles> runs) {
        Map<String, Set<String>> versions = new LinkedHashMap<>();
        runs.forEach(
                run -> WhatWasRun.read(run.folder()).versions().forEach((program, version) -> versions.computeIfAbsent(
                                program, name -> new TreeSet<>())
                        .add(version)));
        return versions;
    }

    private static String text(Set<String> versions) {
        return String.join(" or ", versions);
    }
}

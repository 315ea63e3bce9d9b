package io.github.argometer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.tooling.maven.MavenDownloaderImpl;

/** The Camel CLI, by its own main, in a process that has nothing of ours on its class path. */
public final class TestCamelCli {

    private static final String MAIN = """
            public class CamelCli {
                public static void main(String[] args) {
                    org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(args);
                }
            }
            """;

    private TestCamelCli() {}

    /**
     * {@code camel arguments} in the project's folder, not started yet.
     *
     * @param folder takes the file of its main
     */
    public static ProcessBuilder command(Path folder, String... arguments) throws Exception {
        Path main = Files.writeString(folder.resolve("CamelCli.java"), MAIN);
        String version = org.apache.camel.CamelContext.class.getPackage().getImplementationVersion();
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                classPathOf("org.apache.camel:camel-jbang-core:" + version),
                                main.toString()),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command).directory(new File(".."));
    }

    /** Ends {@code camel} and all that it has started. */
    public static void end(Process camel) throws InterruptedException {
        Stream.concat(camel.descendants(), Stream.of(camel.toHandle())).forEach(ProcessHandle::destroy);
        camel.waitFor();
    }

    private static String classPathOf(String artifact) throws Exception {
        try (MavenDownloaderImpl maven = new MavenDownloaderImpl()) {
            maven.build();
            return maven.resolveArtifacts(List.of(artifact), Set.of(), true, false).stream()
                    .map(found -> found.getFile().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}

package io.github.argometer.loadtest.end;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands of the machine, as a user would. */
final class Shell {

    private static final long LIMIT_MINUTES = 15;

    private Shell() {}

    /** Runs {@code command} and returns its stdout, without the line feed at its end; any exit code but 0 fails. */
    static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError("exit code %d: %s".formatted(code, String.join(" ", command)));
            }
            return out.stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs {@code kubectl}. */
    static String kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Rows that {@code sql} selects, tab-separated: asked inside the database's own pod, past every part of ours. */
    static List<String> mysql(String sql) {
        return mysqlAs("reader", sql);
    }

    /** The same as {@code user} of the database, {@code reader} or {@code root}. */
    static List<String> mysqlAs(String user, String sql) {
        return inDatabase(client(user), sql).lines().toList();
    }

    private static String client(String user) {
        return "MYSQL_PWD=$(cat /var/lib/mysql-files/%s-password) exec mysql --user=%s".formatted(user, user)
                + " --batch --skip-column-names --execute=\"$0\" argometer";
    }

    /** What {@code command} prints, a shell's line in the database's container with {@code argument} as {@code $0}. */
    static String inDatabase(String command, String argument) {
        return kubectl("-n", "argometer", "exec", "mysql-0", "-c", "mysql", "--", "sh", "-c", command, argument);
    }

    /** A started {@code java -jar target/loadtest.jar}, and where its output goes. */
    record Loadtest(Process process, Path out, Path err) {

        static Loadtest start(Path folder, Map<String, String> environment, String... arguments) {
            try {
                Path out = Files.createTempFile(folder, "loadtest", ".out");
                Path err = Files.createTempFile(folder, "loadtest", ".err");
                List<String> command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar"));
                command.add(Path.of("target", "loadtest.jar").toString());
                command.addAll(Arrays.asList(arguments));
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                return new Loadtest(process, out, err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for the end and returns the exit code; what was printed is printed again. */
        int end() throws InterruptedException {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("loadtest has not ended within %d minutes".formatted(LIMIT_MINUTES));
            }
            System.out.println(printed());
            return process.exitValue();
        }

        /** What was printed until now. */
        String printed() {
            try {
                return Files.readString(err) + Files.readString(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

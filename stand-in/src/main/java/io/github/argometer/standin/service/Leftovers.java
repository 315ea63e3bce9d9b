package io.github.argometer.standin.service;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that a killed {@code loadtest local} could not end: whoever takes its folder next ends them. */
final class Leftovers {

    private static final long PATIENCE_S = 30;

    private Leftovers() {}

    /** The option by which a Java process shows to which folder it belongs. */
    static String mark(DataFolder folder) {
        return "-Dargometer.data=" + folder.resolve("");
    }

    /** Ends what still works for {@code folder}, which belongs to nobody but this process. */
    static void end(DataFolder folder) {
        String server =
                folder.resolve("mariadb").resolve(DatabaseServer.PROGRAM).toString();
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(command -> command.startsWith(server + " ") || command.contains(mark(folder) + " "))
                        .isPresent())
                .toList();
        left.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : left) {
            process.onExit()
                    .completeOnTimeout(process, PATIENCE_S, TimeUnit.SECONDS)
                    .join();
            process.destroyForcibly();
        }
    }
}

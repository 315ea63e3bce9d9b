package io.github.argometer.loadtest;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;

/** Why something failed, for people: in one line, and without a class's name. */
public final class Reason {

    private Reason() {}

    /** The outermost failure of a file or connection: those that it wraps know less. Empty where service or client says more. */
    public static Optional<String> file(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof KubernetesClientException || e instanceof SdkException) {
                return Optional.empty();
            }
            if (e instanceof IOException) {
                return Optional.of(own(e));
            }
        }
        return Optional.empty();
    }

    /** Its message; its kind in words where that says nothing, or only a file's or host's name. */
    public static String own(Throwable e) {
        String message = e.getMessage() == null ? "" : e.getMessage().lines().collect(Collectors.joining(" "));
        boolean onlyName =
                e instanceof UnknownHostException || e instanceof FileSystemException file && file.getReason() == null;
        String kind = e.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return message.isBlank() ? kind : onlyName ? message + ": " + kind : message;
    }
}

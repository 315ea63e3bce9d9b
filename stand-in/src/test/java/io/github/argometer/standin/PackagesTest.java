package io.github.argometer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of the packages: small ones, and none that needs another that needs it. */
class PackagesTest {

    private static final List<String> MODULES =
            List.of("routes", "recorder-http", "recorder-job", "loadtest", "stand-in");
    private static final int MOST_FILES = 20;
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern CLASS = Pattern.compile("io\\.github\\.argometer(?:\\.[a-z0-9]+)*\\.[A-Z]\\w*");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");

    @Test
    void noneHasMoreThanTwentyFiles() throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        for (Path source : sources()) {
            sizes.merge(source.getParent().toString(), 1, Integer::sum);
        }
        assertThat(sizes)
                .hasSizeGreaterThan(20)
                .allSatisfy((folder, files) -> assertThat(files).as(folder).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void noneNeedsAnotherThatNeedsIt() throws IOException {
        Map<String, Set<String>> needs = needs();
        assertThat(needs).hasSizeGreaterThan(20);
        // Those that need none of the rest are taken away until there is nothing left, or only circles.
        boolean fewer = true;
        while (fewer) {
            Set<String> left = Set.copyOf(needs.keySet());
            fewer = needs.values().removeIf(needed -> needed.stream().noneMatch(left::contains));
        }
        assertThat(needs).as("packages in circles, or that need some").isEmpty();
    }

    /** By package, all others that its classes name. */
    private static Map<String, Set<String>> needs() throws IOException {
        Map<String, String> packages = new TreeMap<>();
        Map<String, Set<String>> named = new TreeMap<>();
        for (Path source : sources()) {
            String text = COMMENT.matcher(Files.readString(source)).replaceAll("");
            String own =
                    PACKAGE.matcher(text).results().findFirst().orElseThrow().group(1);
            packages.put(own + "." + source.getFileName().toString().replace(".java", ""), own);
            Set<String> classes = named.computeIfAbsent(own, unused -> new TreeSet<>());
            CLASS.matcher(text).results().forEach(found -> classes.add(found.group()));
        }
        Map<String, Set<String>> needs = new TreeMap<>();
        named.forEach((own, classes) -> {
            Set<String> needed = new TreeSet<>();
            classes.forEach(name -> Stream.ofNullable(packages.get(name)).forEach(needed::add));
            needed.remove(own);
            needs.put(own, needed);
        });
        return needs;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return sources;
    }
}

package io.github.argometer.standin.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The schema's files for Flyway, whose own locations take {@code *} and {@code ?} in a folder's name for patterns.
 *
 * @param files by their names in the ConfigMap
 */
record SchemaFolder(Map<String, Path> files) implements ResourceProvider {

    @Override
    public LoadableResource getResource(String name) {
        return files.containsKey(name) ? new SchemaFile(name, files.get(name)) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
                .map(this::getResource)
                .toList();
    }

    private static final class SchemaFile extends LoadableResource {

        private final String name;
        private final Path file;

        SchemaFile(String name, Path file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public Reader read() {
            try {
                return new BufferedReader(Files.newBufferedReader(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return file.toString();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return file.toString();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return getFilename();
        }
    }
}

package io.github.argometer.local.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/** The schema's files for Flyway, whose own locations take {@code *} and {@code ?} in a folder's name for patterns. */
record SchemaFolder(Path folder) implements ResourceProvider {

    @Override
    public LoadableResource getResource(String name) {
        return Files.isRegularFile(folder.resolve(name)) ? new SchemaFile(folder.resolve(name)) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> List.of(suffixes).stream().anyMatch(file.toString()::endsWith))
                    .<LoadableResource>map(SchemaFile::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class SchemaFile extends LoadableResource {

        private final Path file;

        SchemaFile(Path file) {
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
            return file.getFileName().toString();
        }

        @Override
        public String getRelativePath() {
            return getFilename();
        }
    }
}

package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A container that something of this machine stands for, which is right only for the one that is described here.
 *
 * @param command with blanks between its words
 * @param args what its arguments, with blanks between them, look like
 * @param argsMeant the same, for the user
 * @param variables the environment that it must have, a secret as {@code Secret name/key}
 * @param free variables that may have any value: they change nothing on one machine
 * @param mounts what must be where: a folder, or {@code ConfigMap name} or {@code Secret name}, with the file if it is one
 */
record Known(
        String image,
        String command,
        String args,
        String argsMeant,
        Map<String, String> variables,
        Set<String> free,
        Map<String, String> mounts) {

    /** A volume of which only that it is there matters. */
    static final String FOLDER = "a folder";

    /** The database: a MySQL, and what makes its table. */
    static final List<Known> DATABASE = List.of(
            new Known(
                    "mysql:9.7",
                    "",
                    "mysqld( --skip-name-resolve| --skip-log-bin| --max-connections=[1-9][0-9]{1,4})*",
                    "mysqld, --skip-name-resolve, --skip-log-bin and --max-connections=10 to 99999",
                    Map.of(
                            "MYSQL_DATABASE", "argometer",
                            "MYSQL_ROOT_HOST", "localhost",
                            "MYSQL_ROOT_PASSWORD_FILE", "/var/lib/mysql-files/root-password"),
                    Set.of(),
                    Map.of(
                            "/var/lib/mysql", FOLDER,
                            "/docker-entrypoint-initdb.d", "ConfigMap mysql-users",
                            "/var/lib/mysql-files", "Secret database",
                            "/var/run/mysqld", FOLDER,
                            "/tmp", FOLDER)),
            new Known(
                    "argometer/recorder-http:0.1.0",
                    "java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp @/app/jib-classpath-file",
                    "io\\.github\\.argometer\\.recorder\\.MigrateSchema",
                    "io.github.argometer.recorder.MigrateSchema",
                    Map.of(
                            "FLYWAY_URL",
                            "jdbc:mysql://127.0.0.1:3306/argometer?sslMode=PREFERRED&connectTimeout=5000",
                            "FLYWAY_USER",
                            "migrator",
                            "FLYWAY_PASSWORD",
                            "Secret database/migrator-password",
                            "FLYWAY_LOCATIONS",
                            "filesystem:/schema"),
                    Set.of("FLYWAY_CONNECT_RETRIES", "FLYWAY_CONNECT_RETRIES_INTERVAL"),
                    Map.of("/schema", "ConfigMap mysql-schema", "/tmp", FOLDER)));

    /** LocalStack with the scripts that make queue and topic. */
    static final List<Known> LOCALSTACK = List.of(new Known(
            "localstack/localstack:4.14.0",
            "",
            "",
            "none",
            Map.of("SERVICES", "sqs,sns", "SQS_ENDPOINT_STRATEGY", "dynamic"),
            Set.of("DISABLE_EVENTS"),
            Map.of(
                    "/etc/localstack/init/ready.d/01-queue-and-topic.py",
                    "ConfigMap localstack-init/01-queue-and-topic.py",
                    "/etc/localstack/init/ready.d/02-keep-subscribed.py",
                    "ConfigMap localstack-init/02-keep-subscribed.py")));

    void checkText(Resource resource, String field, String found, String expected) {
        if (!found.equals(expected)) {
            throw refused(resource, field, found, expected.isEmpty() ? "none" : expected);
        }
    }

    void checkArguments(Resource resource, String field, List<String> found) {
        String joined = String.join(" ", found);
        if (!joined.matches(args) || found.stream().anyMatch(arg -> arg.contains(" "))) {
            throw refused(resource, field, joined, argsMeant);
        }
    }

    void checkVariables(Resource resource, String field, Map<String, String> found) {
        Set<String> names = new HashSet<>(found.keySet());
        names.removeAll(free);
        checkAll(resource, field, found, names, variables);
    }

    void checkMounts(Resource resource, String field, Map<String, String> found, Manifests manifests) {
        checkAll(resource, field, found, found.keySet(), mounts);
        for (String content : found.values()) {
            String[] parts = content.split("[ /]");
            if (parts[0].equals("ConfigMap")) {
                Set<String> files =
                        manifests.configFiles(resource.namespace(), parts[1]).keySet();
                if (parts[1].equals("mysql-users") && !files.equals(Set.of("users.sql"))) {
                    throw resource.refused(
                            field,
                            "%s in namespace %s has the files %s: the local stand-in knows only users.sql here"
                                    .formatted(content, resource.namespace(), files));
                }
                if (files.isEmpty() || (parts.length > 2 && !files.contains(parts[2]))) {
                    throw resource.refused(
                            field,
                            "%s: no configMapGenerator in namespace %s makes it"
                                    .formatted(content, resource.namespace()));
                }
            }
        }
    }

    private static void checkAll(
            Resource resource,
            String field,
            Map<String, String> found,
            Set<String> names,
            Map<String, String> expected) {
        for (String name : names) {
            if (!expected.containsKey(name)) {
                throw resource.refused(field, "%s: not known to the local stand-in here".formatted(name));
            }
        }
        new TreeMap<>(expected).forEach((name, value) -> {
            if (!value.equals(found.get(name))) {
                throw found.containsKey(name)
                        ? refused(resource, field, name + "=" + found.get(name), value)
                        : resource.refused(field, "%s: must be %s".formatted(name, value));
            }
        });
    }

    private static RuntimeException refused(Resource resource, String field, String found, String known) {
        return resource.refused(field, "\"%s\": the local stand-in knows only %s here".formatted(found, known));
    }
}

package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.manifest.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cluster's database, in whose place is the embedded one.
 *
 * @param namespace where its Secret is
 * @param address of its Service in the cluster, as {@code host:port}
 * @param connections how many it takes at a time
 */
record Database(Manifests manifests, String namespace, String address, int connections) {

    private static final String[] USERS = {"root", "recorder", "reader", "migrator"};

    /**
     * The database of {@code manifests}.
     *
     * @throws BadInputException where there is not exactly one StatefulSet, or its Secret or ConfigMaps lack something
     */
    static Database of(Manifests manifests) {
        List<Resource> sets = manifests.resources().stream()
                .filter(resource -> resource.kind().equals("StatefulSet"))
                .toList();
        if (sets.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d StatefulSets: the local stand-in takes one, the database; or name a database with -D db.host=…"
                            .formatted(sets.size()));
        }
        Resource set = sets.get(0);
        Database database = new Database(
                manifests,
                set.namespace(),
                Coverage.addresses(manifests, set, Coverage.DATABASE_PORT).get(0),
                set.as(Workload.class).connections());
        Stream.of(USERS).forEach(database::password);
        return database;
    }

    /** The statements that make its users; in the cluster MySQL runs all files that lie beside it. */
    Path users() {
        return manifests.configFiles(namespace, "mysql-users").get("users.sql");
    }

    /** The files of its schema, by name. */
    Map<String, Path> schema() {
        return manifests.configFiles(namespace, "mysql-schema");
    }

    /** The password of a user in the Secret that the manifests make for the database. */
    String password(String user) {
        return manifests.secret(namespace, new SecretKey("database", user + "-password"));
    }
}

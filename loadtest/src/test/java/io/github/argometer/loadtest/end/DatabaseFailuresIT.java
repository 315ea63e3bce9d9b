package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.inDatabase;
import static io.github.argometer.loadtest.end.Shell.kubectl;
import static io.github.argometer.loadtest.end.Shell.mysql;
import static io.github.argometer.loadtest.end.Shell.mysqlAs;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestPosters;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong with the cluster's MySQL while both recorders write into it: each event that was acknowledged, by a 200 or
 * by a complete Job, ends as one row, and the recorders say 503, or fail and are tried again, as long as it lasts.
 */
class DatabaseFailuresIT {

    private static final String NAMESPACE = "argometer";
    private static final int JOBS = 3;

    /** A volume that a test can fill, and that outlives MySQL's container as the shipped one does. */
    private static final String SMALL_VOLUME = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: mysql
              namespace: argometer
            spec:
              template:
                spec:
                  containers:
                    - name: mysql
                      resources:
                        limits:
                          memory: 2Gi # of which the volume is a part
                  volumes:
                    - name: data
                      emptyDir:
                        medium: Memory
                        sizeLimit: 400Mi
              volumeClaimTemplates: null
            """;

    private static Deployment deployment;
    private static Process proxy;
    private static URI recorder;
    private static String secret;

    private TestPosters posters;
    private long refusedBefore;
    private final TriggeredJobs jobs = new TriggeredJobs();

    @BeforeAll
    static void deploy() throws IOException {
        deployment = Deployment.ofThisBuild().patched(Path.of("target", "cluster-it", "small-volume"), SMALL_VOLUME);
        deployment.apply();
        kubectl("-n", NAMESPACE, "rollout", "status", "statefulset/mysql", "--timeout=300s");
        kubectl("-n", NAMESPACE, "rollout", "status", "deployment/recorder-http", "--timeout=300s");
        secret = new String(
                Base64.getDecoder()
                        .decode(kubectl(
                                "-n", NAMESPACE, "get", "secret", "recorder-http", "-o", "jsonpath={.data.secret}")),
                StandardCharsets.UTF_8);
        // Through the API server to the pod itself: as long as the database is away, the Service has no pod that is
        // ready.
        String pod = kubectl("-n", NAMESPACE, "get", "pod", "-l", "app.kubernetes.io/name=recorder-http", "-o", "name");
        int port = TestDatabase.freePort();
        proxy = new ProcessBuilder("kubectl", "proxy", "--port=" + port)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        recorder = URI.create("http://127.0.0.1:%d/api/v1/namespaces/%s/%s:8080/proxy/event/"
                .formatted(port, NAMESPACE, pod.replace("pod/", "pods/")));
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        if (proxy != null) {
            proxy.destroy();
        }
        if (deployment != null) {
            deployment.delete();
        }
    }

    @BeforeEach
    void post() {
        mysqlAs("root", "DELETE FROM argo_event_record");
        posters = TestPosters.start(recorder, secret, 4, true);
        goesOn();
        refusedBefore = refused();
    }

    @AfterEach
    void account() throws Exception {
        goesOn();
        posters.stop();
        jobs.complete();
        assertThat(posters.answers()).containsOnlyKeys(200, 503);
        assertThat(restarts("recorder-http")).as("alive all the time").isEqualTo("0");
        Set<String> acknowledged = new TreeSet<>(posters.acknowledged());
        acknowledged.addAll(jobs.eventIds());
        assertThat(mysql("SELECT EventId FROM argo_event_record")).containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    @Test
    void killed() throws Exception {
        int before = Integer.parseInt(restarts("mysql"));
        // No process can kill the first of its own container by -9; this one ends it as suddenly.
        inDatabase("kill -SEGV 1", "");
        jobs.create(JOBS);
        answers503();
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(restarts("mysql")).isEqualTo(String.valueOf(before + 1)));
    }

    @Test
    void slowerThanTheTimeOut() throws Exception {
        CompletableFuture<?> locked = CompletableFuture.runAsync(
                () -> mysqlAs("root", "LOCK TABLES argo_event_record WRITE; SELECT SLEEP(45)"));
        jobs.create(JOBS);
        answers503();
        locked.get(60, SECONDS);
    }

    @Test
    void readOnly() throws Exception {
        mysqlAs("root", "SET GLOBAL read_only = 1");
        jobs.create(JOBS);
        answers503();
        jobs.awaitFailure();
        mysqlAs("root", "SET GLOBAL read_only = 0");
    }

    @Test
    void full() throws Exception {
        inDatabase("cat /dev/zero > /var/lib/mysql/filler || true", "");
        // Until what the table has in reserve is used up, events are still taken.
        answers503();
        jobs.create(JOBS);
        jobs.awaitFailure();
        inDatabase("rm /var/lib/mysql/filler", "");
    }

    @Test
    void withoutTheTable() throws Exception {
        mysqlAs("root", "RENAME TABLE argo_event_record TO elsewhere");
        jobs.create(JOBS);
        answers503();
        jobs.awaitFailure();
        mysqlAs("root", "RENAME TABLE elsewhere TO argo_event_record");
    }

    @Test
    void withAnotherPassword() throws Exception {
        String password = inDatabase("cat /var/lib/mysql-files/recorder-password", "");
        mysqlAs("root", "ALTER USER recorder IDENTIFIED BY 'another'");
        disconnect();
        jobs.create(JOBS);
        answers503();
        jobs.awaitFailure();
        mysqlAs("root", "ALTER USER recorder IDENTIFIED BY '" + password + "'");
    }

    @Test
    void outOfConnections() throws Exception {
        // The recorders must wait outside while another takes the one place; the administrator has an extra one.
        mysqlAs("root", "ALTER USER recorder ACCOUNT LOCK");
        disconnect();
        String sleep = "SELECT SLEEP(25)";
        CompletableFuture<?> taken = CompletableFuture.runAsync(() -> mysql(sleep));
        await().atMost(20, SECONDS)
                .until(() ->
                        mysqlAs("root", "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO = '" + sleep + "'")
                                        .size()
                                == 1);
        mysqlAs("root", "SET GLOBAL max_connections = 1; ALTER USER recorder ACCOUNT UNLOCK");
        try {
            jobs.create(JOBS);
            answers503();
            jobs.awaitFailure();
            taken.get(60, SECONDS);
        } finally {
            mysqlAs("root", "SET GLOBAL max_connections = 151");
        }
    }

    /** Ends the recorders' connections, so that they must make new ones. */
    private static void disconnect() {
        for (String id : mysqlAs("root", "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'recorder'")) {
            mysqlAs("root", "KILL " + id);
        }
    }

    /** How often the one pod of {@code name} had its container of that name started again. */
    private static String restarts(String name) {
        String count = "jsonpath={.items[0].status.containerStatuses[?(@.name==\"" + name + "\")].restartCount}";
        return kubectl("-n", NAMESPACE, "get", "pods", "-l", "app.kubernetes.io/name=" + name, "-o", count);
    }

    private void goesOn() {
        int now = posters.acknowledged().size();
        await().atMost(180, SECONDS).until(() -> posters.acknowledged().size() > now + 20);
    }

    /** Some event of this test was refused; since before the failure, which may have passed by the time that this is asked. */
    private void answers503() {
        await().atMost(60, SECONDS).until(() -> refused() > refusedBefore);
    }

    private long refused() {
        return posters.answers().getOrDefault(503, 0L);
    }
}

package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Printable;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.cluster.FailureReason;
import io.github.argometer.loadtest.cluster.kubernetes.Places;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.loadtest.evidence.Evidence.Waiting;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.SendPlan;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Warns where Jobs come faster than nodes have places for their pods: delays then measure the scheduler's queue, and not Argo Events.
 * What cannot be asked fails nothing.
 */
final class WaitingPods implements AutoCloseable {

    /** How long a Job may take, cautiously, from its making to its end. */
    private static final Duration LIFE = Duration.ofSeconds(5);

    /** The part of all places that Jobs may take before that is told: other pods have places too. */
    private static final double NEAR = 0.8;

    /** So many messages of a plan are looked at, which takes less than a second. */
    private static final long LOOKED_AT = 10_000_000;

    private static final int MESSAGE = 300;

    private final KubernetesClient client;
    private final RecorderJobs jobs;
    private final PrintStream err;
    private final Looks looks;
    private Places places = Places.UNKNOWN;
    private boolean refused;
    private volatile Waiting found;

    /**
     * For the Jobs of {@code clean.namespace} whose pods have {@code clean.selector}'s labels too.
     *
     * @param pause between two looks, at least
     * @param err where warnings go
     */
    WaitingPods(KubernetesClient client, Settings settings, Duration pause, PrintStream err) {
        this.client = client;
        this.jobs = RecorderJobs.of(settings);
        this.err = err;
        this.looks = new Looks(pause);
    }

    /**
     * Warns where {@code plan} may need more places than there are, and looks from now on whether pods wait for one.
     *
     * @param byJobs those flows whose triggers make Jobs; where the plan has none of them, nothing is done
     */
    void follow(SendPlan plan, Set<Flow> byJobs) {
        List<Flow> flows = plan.flows().stream().filter(byJobs::contains).toList();
        if (flows.isEmpty()) {
            return;
        }
        places = Places.ask(client, jobs.namespace());
        places.refusal().ifPresent(why -> err.printf("how many pods the nodes take is not known: %s%n", why));
        if (places.least() != null) {
            long enough = (long) (places.least() * NEAR);
            if (isPassed(plan, flows, enough)) {
                err.printf(
                        "warning: this plan makes more than %,d Jobs within %,d s, and there %s. Where a Job takes as long as that,"
                                + " pods wait for a place, and delays measure that wait too: send more slowly, or add nodes%n",
                        enough, LIFE.toSeconds(), places.text());
            }
        }
        looks.repeat("look for pods without a place", this::look);
    }

    /** The pods that were seen to wait; null = none. */
    Waiting found() {
        return found;
    }

    @Override
    public void close() {
        looks.close();
    }

    /** Whether more than {@code enough} of the Jobs of {@code flows} are due within any {@link #LIFE}. */
    static boolean isPassed(SendPlan plan, List<Flow> flows, long enough) {
        long rows = flows.stream().mapToLong(plan::expected).sum();
        double messages = Math.ceil((enough + 1) * ((double) plan.messages() / Math.max(1, rows)));
        if (rows <= enough || messages > Math.min(plan.messages(), LOOKED_AT)) {
            return false;
        }
        long[] last = new long[(int) messages - 1]; // the times of so many messages before this one
        LongSupplier offsets = plan.arrival().offsets(plan.seed());
        for (long number = 0; number < Math.min(plan.messages(), LOOKED_AT); number++) {
            long due = offsets.getAsLong();
            if (last.length == 0) {
                return true;
            }
            int place = (int) (number % last.length);
            if (number >= last.length && due - last[place] < LIFE.toNanos()) {
                return true;
            }
            last[place] = due;
        }
        return false;
    }

    private void look() {
        try {
            see(Pods.unschedulable(client, jobs));
        } catch (KubernetesClientException e) {
            if (!refused && !looks.ended() && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                err.printf("whether pods wait for a place on a node is not known: %s%n", FailureReason.line(e));
            }
            refused = true;
        }
    }

    private void see(Pods.Unschedulable now) {
        if (now.count() == 0) {
            return;
        }
        String time =
                Instant.now(Clock.systemUTC()).truncatedTo(ChronoUnit.MILLIS).toString();
        Waiting before = found;
        if (before != null) {
            found = new Waiting(
                    before.from(), time, Math.max(before.most(), now.count()), before.message(), before.places());
            return;
        }
        String message = now.message() == null ? null : Printable.cut(Printable.line(now.message()), MESSAGE);
        found = new Waiting(time, time, now.count(), message, places.least());
        err.printf(
                "warning: %s no place on a node%s. %s. While that lasts, delays measure the wait too%n",
                Counted.of(now.count(), "pod of a Job finds", "pods of Jobs find"),
                message == null ? "" : ": " + message.replaceFirst("\\.$", ""),
                "There " + places.text());
    }
}

package io.github.argometer.loadtest.run;

import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Worker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run while it goes on: what the send ledger counts, what the database has, what was cleaned up. */
final class LiveRun implements Watch.RunState {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

    private final Routes routes;
    private final SendPlan plan;
    private final RunFiles files;
    private final Sender sender;
    private final FinishedJobs jobs;
    private final RowCounts rowCounts;
    private final Map<Channel, Long> ended = new EnumMap<>(Channel.class);
    private long lookedAt = System.nanoTime();
    private volatile long accepted;

    LiveRun(Routes routes, Sender sender, SendPlan plan, RunFiles files) {
        this.routes = routes;
        this.plan = plan;
        this.files = files;
        this.sender = sender;
        this.jobs = routes.bean("finishedJobs", FinishedJobs.class);
        routes.bind("sentMessages", (LongSupplier) () -> accepted);
        this.rowCounts = new RowCounts(routes.bean("dataSource", DataSource.class), plan.runId());
    }

    @Override
    public Snapshot look() throws Exception {
        Map<String, Long> rows = rowCounts.count();
        Map<Channel, Worker.Sent> all = sender.sent();
        Map<Channel, Snapshot.State> channels = new EnumMap<>(Channel.class);
        for (Channel channel : plan.channels()) {
            Worker.Sent sent = all.getOrDefault(channel, Worker.Sent.NONE);
            channels.put(
                    channel,
                    new Snapshot.State(
                            plan.messages(),
                            sent.accepted(),
                            sent.failed(),
                            sent.unknown(),
                            plan.expected(channel),
                            rows.getOrDefault(channel.label(), 0L),
                            pace(channel, sent)));
        }
        lookedAt = System.nanoTime();
        accepted = channels.values().stream()
                .mapToLong(Snapshot.State::accepted)
                .max()
                .orElse(0);
        return new Snapshot(channels, jobs.deleted(), rowCounts.trouble());
    }

    private Snapshot.Pace pace(Channel channel, Worker.Sent sent) {
        long now = sent.accepted() + sent.failed() + sent.unknown();
        Long before = ended.put(channel, now);
        double seconds = (System.nanoTime() - lookedAt) / 1e9;
        return new Snapshot.Pace(
                before == null ? 0 : (now - before) / seconds, Duration.ofNanos(sent.latenessNanos()), sent.inFlight());
    }

    @Override
    public boolean allArrived() throws Exception {
        sender.collect();
        try {
            routes.export(plan.runId(), files.folder());
        } catch (NotReadyException e) {
            LOG.info("Asking again soon: {}", e.getMessage());
            return false;
        }
        return Analysis.of(files).channels().stream()
                .allMatch(result -> result.counts().lost() + result.counts().undecided() == 0);
    }
}

package io.github.argometer.loadtest;

import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** The files that name every setting and give its default, and the range of each. */
public final class SettingFiles {

    private static final List<String> FILES = List.of("application.properties", "loadtest.properties");

    /** The longest {@code run.timeout}, in seconds. */
    public static final long LONGEST_TIMEOUT_S = 86_400;

    /** The environment variable by which a trigger tells its Jobs its name. */
    public static final String TRIGGER_VARIABLE = variable("record.trigger");

    private static final String HIDDEN = "***";

    private static final Map<String, Range> RANGES = all();

    private SettingFiles() {}

    /** Default by key, sorted. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        for (String file : FILES) {
            Properties properties = new Properties();
            try (InputStream in = SettingFiles.class.getResourceAsStream("/" + file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            properties.forEach((key, value) -> defaults.put((String) key, (String) value));
        }
        return defaults;
    }

    /** The key of every setting but Camel's own. */
    public static Set<String> keys() {
        return RANGES.keySet();
    }

    /** What each setting may be, sorted by key: those of the routes, and those of the command line here. */
    static Map<String, Range> ranges() {
        return RANGES;
    }

    /** Whether no message may show the value of {@code key}. */
    public static boolean isSecret(String key) {
        return range(key) instanceof Range.Secret;
    }

    /**
     * {@code value} of {@code key} as everyone may see it: {@code ***} for a secret, and for what the files do not have, since
     * it may be one; of parameters of the JDBC URL the names only, and how it is encrypted.
     */
    static String shown(String key, String value) {
        if (key.equals("db.parameters")) {
            return value.replaceAll("(^|&)((?!sslMode=)[^=&]*)=[^&]*", "$1$2=" + HIDDEN);
        }
        Range range = range(key);
        return range != null && !range.hides(value) ? value : HIDDEN;
    }

    /** Of a setting of the files, or of a channel of one's own; null for any other key. */
    private static Range range(String key) {
        Range range = RANGES.get(key);
        return range == null ? SettingRanges.ofChannel(key) : range;
    }

    private static Map<String, Range> all() {
        Map<String, Range> ranges = new TreeMap<>(SettingRanges.all());
        ranges.put("cluster.bus.sample-acks", new Range.Word("auto, on or off", List.of("auto", "on", "off")));
        ranges.put("cluster.access", new Range.Word("port-forward or direct", List.of("port-forward", "direct")));
        for (String key : List.of(
                "cluster.events.namespace",
                "cluster.namespace",
                "workers.namespace",
                "cluster.recorder.service",
                "cluster.database.service")) {
            ranges.put(key, SettingRanges.LABEL);
        }
        Range objectName = new Range.Text(
                "1 to 253 of a-z 0-9 . -, no . or - at its ends", "(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
        ranges.put("cluster.database.secret", objectName);
        ranges.put("workers.template", objectName);
        ranges.put(
                "cluster.database.secret-key",
                new Range.Text("1 to 253 of A-Z a-z 0-9 . _ -", "[-._a-zA-Z0-9]{1,253}"));
        ranges.put("aws.credentials", new Range.Word("source or default", List.of("source", "default")));
        ranges.put("workers.timeout", new Range.Whole(1, 3_600));
        ranges.put("ready.timeout", new Range.Whole(0, 86_400));
        ranges.put("run.timeout", new Range.Whole(1, LONGEST_TIMEOUT_S));
        ranges.put("run.settle", new Range.Whole(0, 3_600));
        ranges.put("run.dead-letters", new Range.Whole(0, 3_600));
        ranges.put("run.poll", new Range.Whole(100, 60_000));
        ranges.put("run.abort-on-fail", SettingRanges.FLAG);
        ranges.put("run.abort-on-fail.period", new Range.Whole(1, 3_600));
        ranges.put("run.abort-on-fail.delay", new Range.Whole(0, 86_400));
        ranges.put("run.metrics.period", new Range.Whole(5, 3_600));
        ranges.put("clean.timeout", new Range.Whole(0, 3_600));
        ranges.put("capacity.first", new Range.Decimal(0.1, 1_000_000));
        ranges.put("capacity.most", new Range.Decimal(0.1, 1_000_000));
        ranges.put("capacity.factor", new Range.Decimal(1.05, 100));
        ranges.put("capacity.hold", new Range.Whole(4, 86_400));
        ranges.put("capacity.drain", new Range.Whole(1, 86_400));
        ranges.put("export.format", new Range.Word("csv or parquet", List.of("csv", "parquet")));
        ranges.put("report.fail-on-duplicates", SettingRanges.FLAG);
        ranges.put("report.baseline", new Range.File().orNothing());
        ranges.put("report.ledger", SettingRanges.FLAG);
        ranges.put(
                "report.memory",
                new Range.Text("a number with MB or GB, such as 1GB", "[1-9][0-9]{0,5}(MB|GB)").orNothing());
        ranges.put("report.thresholds", new Range.Text("thresholds, comma-separated", "\\P{Cntrl}*").orNothing());
        return ranges;
    }

    /** The environment variable that overrides {@code key}: Camel's own rule. */
    public static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}

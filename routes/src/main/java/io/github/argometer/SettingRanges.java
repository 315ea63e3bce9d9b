package io.github.argometer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each setting of {@code application.properties} may be: the one table, which every program asks before it begins. */
public final class SettingRanges {

    /** The name of a run: it is a folder's name too. */
    public static final Range NAME =
            new Range.Text("1 to 64 of A-Z a-z 0-9 . _ -, the first no dot", "[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    /** The pattern of a trigger's name. */
    public static final String TRIGGER_NAME = "[\\x21-\\x2b\\x2d-\\x7e]{1,128}";

    /** The name of a trigger: it is the value of a header too. */
    public static final Range TRIGGER = new Range.Text("1 to 128 visible ASCII characters without comma", TRIGGER_NAME);

    /** Of Kubernetes: a namespace, a Service. */
    public static final Range LABEL =
            new Range.Text("1 to 63 of a-z 0-9 -, no - at its ends", "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** {@code true} or {@code false}. */
    public static final Range FLAG = new Range.Word("true or false", List.of("true", "false"));

    /** As one value of a list or of a plan's file is written. */
    public static final Range INTEGER =
            new Range.Exact("an integer in decimal digits, without zeros before it", "-?(0|[1-9][0-9]*)");

    /** The same with a fraction. */
    public static final Range NUMBER = new Range.Exact(
            "a number in decimal digits, without zeros before it", "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    /** A text that goes as an attribute over the wire, and stands in lists. */
    public static final Range AUTHOR = new Range.Exact(
            "1 to 255 characters that can be sent, without comma, colon, control characters and blanks at the ends",
            "(?=[^\\h])[^,:\\p{Cntrl}\\p{Cs}\u0080-\u009f\u2028\u2029\ufffd-\uffff]{1,255}(?<=[^\\h])");

    /** The number of an AWS account. */
    public static final Range ACCOUNT = new Range.Text("an account's twelve digits", "[0-9]{12}");

    /** The pattern of any channel's name. */
    public static final String CHANNEL_NAME = "[a-z][a-z0-9]{0,31}";

    /** The name of a channel of one's own. */
    public static final Range CHANNEL = new Range.Exact(
            "a channel's name, 1 to 32 of a-z 0-9, the first a letter, other than sqs and sns",
            "(?!(sqs|sns)$)" + CHANNEL_NAME);

    /** What a message can be: SQS and SNS take no other characters, and no empty text. */
    public static final Range TEXT = new Range.Exact(
            "a text that can be sent: one character or more, none a control character but tab and line breaks",
            "[\t\n\r\\x20-\ud7ff\ue000-\ufffd\\x{10000}-\\x{10ffff}]++");

    /** What can win over a plan's file. */
    public static final List<String> OVER_PLAN =
            List.of("send.messages", "send.duration", "send.seed", "send.arrival", "send.rate");

    /** A list of any texts. */
    static final Range LIST =
            entries("a comma-separated list without empty entries", new Range.Text("a text", "[^,]+"));

    private static final Range SECRET =
            new Range.Secret("a text without line breaks and other control characters", "[^\\p{Cc}]*");

    private static final Range HOST = new Range.Text(
            "a host's name, its IPv4 address or its IPv6 address in brackets", "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]");

    private static final Range URL = new Range.Url().orNothing();
    private static final Range RATE = new Range.Decimal(0.001, 1_000_000);
    private static final Range DELAY = whole(0, 3_600_000);
    private static final String LABEL_VALUE = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final String LABEL_KEY = "(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?" + LABEL_VALUE;
    private static final String LABEL_VALUES =
            String.format(Locale.ROOT, "\\((?:\\s*(?:%1$s)?\\s*,)*\\s*(?:%1$s)?\\s*\\)", LABEL_VALUE);
    /** What an object without labels does not meet. */
    private static final String HAS = String.format(
            Locale.ROOT,
            "\\s*%1$s\\s*(?:(?:==?\\s*(?:%2$s)?|\\s+in\\s*%3$s|[<>]\\s*-?[0-9]{1,18})\\s*)?",
            LABEL_KEY,
            LABEL_VALUE,
            LABEL_VALUES);

    private static final String HAS_NOT = String.format(
            Locale.ROOT,
            "\\s*(?:!\\s*%1$s|%1$s\\s*(?:!=\\s*(?:%2$s)?|\\s+notin\\s*%3$s))\\s*",
            LABEL_KEY,
            LABEL_VALUE,
            LABEL_VALUES);

    /** What each setting of a channel of one's own may be, {@code channel.<name>.<what>}, by what; only a plan knows the names. */
    public static final Map<String, Range> OF_A_CHANNEL = Map.of(
            "endpoint",
            new Range.Endpoint().orNothing(),
            "region",
            region().orNothing(),
            "url",
            URL,
            "owner",
            ACCOUNT.orNothing(),
            "access-key",
            SECRET,
            "secret-key",
            SECRET);

    private static final Map<String, Range> RANGES = ranges();

    private SettingRanges() {}

    /** Range by key. */
    public static Map<String, Range> all() {
        return RANGES;
    }

    /** The range of a setting of a channel of one's own; null where {@code key} is none. */
    public static Range ofChannel(String key) {
        String[] parts = key.split("\\.", -1);
        return parts.length == 3 && parts[0].equals("channel") && CHANNEL.holds(parts[1])
                ? OF_A_CHANNEL.get(parts[2])
                : null;
    }

    private static Map<String, Range> ranges() {
        Map<String, Range> ranges = new HashMap<>();
        for (String stage : List.of("send", "record.http", "record.job", "clean", "export", "management")) {
            ranges.put(stage + ".enabled", FLAG);
        }
        ranges.put("run.id", NAME.orNothing());
        ranges.put("export.run", NAME.orNothing());
        ranges.put(
                "export.type",
                new Range.Text("a channel's name, 1 to 32 of a-z 0-9, the first a letter", CHANNEL_NAME).orNothing());
        ranges.put("export.from", new Range.Time().orNothing());
        ranges.put("export.to", new Range.Time().orNothing());
        ranges.put("export.patience", whole(0, 86_400));
        ranges.put("runs.folder", new Range.File());
        plan(ranges);
        sending(ranges);
        recording(ranges);
        ranges.put("clean.namespace", LABEL);
        ranges.put(
                "clean.selector",
                new Range.Text(
                        "a Kubernetes label selector that names a label the Jobs must have, such as"
                                + " app.kubernetes.io/name=recorder-job",
                        String.format(Locale.ROOT, "(?:%2$s,)*+%1$s(?:,(?:%2$s|%1$s))*+", HAS, HAS_NOT)));
        ranges.put("clean.page", whole(1, 500));
        ranges.put("clean.period", whole(100, 3_600_000));
        ranges.put("clean.every", whole(0, 1_000_000_000));
        ranges.put("clean.parallel", whole(1, 64));
        ranges.put("clean.keep", whole(0, 10_000));
        ranges.put("clean.failed", FLAG);
        return Map.copyOf(ranges);
    }

    private static void plan(Map<String, Range> ranges) {
        ranges.put("send.plan", new Range.File().orNothing());
        ranges.put(
                "send.over-plan",
                entries(
                                "some of " + String.join(", ", OVER_PLAN) + ", comma-separated",
                                new Range.Word("one of " + String.join(", ", OVER_PLAN), OVER_PLAN))
                        .orNothing());
        ranges.put("send.messages", whole(1, 1_000_000_000));
        ranges.put("send.duration", RATE.orNothing());
        ranges.put("send.warmup-messages", whole(0, 999_999_999));
        ranges.put("send.seed", whole(Long.MIN_VALUE, Long.MAX_VALUE).orNothing());
        ranges.put(
                "send.arrival",
                new Range.Word(
                        "uniform, constant, poisson, ramp or steps",
                        List.of("uniform", "constant", "poisson", "ramp", "steps")));
        ranges.put("send.delay.min", DELAY);
        ranges.put("send.delay.max", DELAY);
        for (String key : List.of("send.rate", "send.ramp.from", "send.ramp.to", "send.ramp.seconds")) {
            ranges.put(key, RATE);
        }
        Range rate = new Range.Both(NUMBER, RATE);
        String steps = "RATExSECONDS, comma-separated, such as 10x60,20x60, each a number from 0.001 to 1000000";
        ranges.put("send.steps", entries(steps, new Range.Joined(steps, "x", List.of(rate, rate))));
        ranges.put(
                "send.channels",
                new Range.Text("sqs, sns or both: sqs,sns", "(sqs|sns|sqs\\s*,\\s*sns|sns\\s*,\\s*sqs)"));
    }

    private static void sending(Map<String, Range> ranges) {
        ranges.put("send.workers", whole(1, 1_000));
        ranges.put("send.worker", whole(0, 999));
        ranges.put("send.await-start", FLAG);
        ranges.put("send.silence", whole(0, 86_400));
        ranges.put("send.batch", whole(1, 10));
        ranges.put("send.batch.linger", whole(0, 60_000));
        ranges.put("send.in-flight", whole(1, 1_000));
        ranges.put("send.timeout", whole(1, 600_000));
        ranges.put("send.retries", whole(0, 100));
        ranges.put("send.retry-delay", whole(1, 60_000));
        String arn = "(arn:aws[a-z-]*:%s:[a-z0-9-]+:[0-9]{12}:)?";
        ranges.put(
                "sqs.queue",
                new Range.Text(
                        "a queue's name (A-Z a-z 0-9 _ -) or ARN",
                        String.format(Locale.ROOT, arn, "sqs") + "[A-Za-z0-9_-]{1,80}(\\.fifo)?"));
        ranges.put(
                "sns.topic",
                new Range.Text(
                        "a topic's name (A-Z a-z 0-9 _ -) or ARN",
                        String.format(Locale.ROOT, arn, "sns") + "[A-Za-z0-9_-]{1,256}(\\.fifo)?"));
        ranges.put("sqs.queue-owner", ACCOUNT.orNothing());
        ranges.put("sqs.queue-url", URL);
        ranges.put("aws.region", region());
        ranges.put("aws.endpoint.override", FLAG);
        ranges.put("aws.endpoint.url", URL);
        for (String channel : List.of("sqs", "sns")) {
            ranges.put(channel + ".region", region().orNothing());
            ranges.put(channel + ".endpoint", URL);
            ranges.put(channel + ".access-key", SECRET);
            ranges.put(channel + ".secret-key", SECRET);
        }
    }

    private static void recording(Map<String, Range> ranges) {
        ranges.put("http.host", HOST);
        ranges.put("http.connections", whole(1, 100_000));
        ranges.put("http.idle-timeout", whole(1_000, 600_000));
        ranges.put("http.port", whole(0, 65_535));
        ranges.put("http.max-body", whole(1_024, 104_857_600));
        ranges.put("http.timeout", whole(100, 600_000));
        ranges.put(
                "record.http.secret",
                new Range.Secret(
                        "a text without blanks at its ends and without control characters",
                        "(?U)([^\\s\\p{Cc}]([^\\p{Cc}]*[^\\s\\p{Cc}])?)?"));
        ranges.put("record.trigger", TRIGGER.orNothing());
        ranges.put("record.http.writers", whole(1, 1_000));
        ranges.put("measure.period", whole(100, 3_600_000));
        ranges.put("db.host", HOST);
        ranges.put("db.port", whole(1, 65_535));
        ranges.put("db.name", new Range.Text("1 to 64 characters, none a control character", "[^\\p{Cc}]{1,64}"));
        ranges.put("db.user", new Range.Text("1 to 128 characters, none a control character", "[^\\p{Cc}]{1,128}"));
        ranges.put("db.password", SECRET);
        ranges.put("db.pool", whole(1, 1_000));
        ranges.put("db.connect-timeout", whole(250, 600_000));
        ranges.put("db.socket-timeout", whole(1, 600_000));
        String parameter = "(sslMode=(DISABLED|PREFERRED|REQUIRED|VERIFY_CA|VERIFY_IDENTITY)"
                + "|(?!sslMode=)[A-Za-z][A-Za-z0-9.]*=([^&%\\s]|%[0-9A-Fa-f]{2})*)";
        ranges.put(
                "db.parameters",
                new Range.Secret( // one may be a key store's password
                        "NAME=VALUE, joined by &, with & and % in a value as %26 and %25, sslMode one of DISABLED, PREFERRED,"
                                + " REQUIRED, VERIFY_CA and VERIFY_IDENTITY, or nothing",
                        String.format(Locale.ROOT, "(%1$s(&%1$s)*)?", parameter)));
    }

    private static Range region() {
        return new Range.Text("a region such as us-east-1", "[a-z0-9-]{1,64}");
    }

    private static Range entries(String allowed, Range entry) {
        return new Range.Entries(allowed, entry);
    }

    private static Range whole(long min, long max) {
        return new Range.Whole(min, max);
    }
}

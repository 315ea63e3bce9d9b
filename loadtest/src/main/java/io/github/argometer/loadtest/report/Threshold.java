package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.argometer.SettingRanges;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.plan.Flow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A limit on one figure of a flow, such as {@code sqs.lost<0.1%} or {@code orders/notify.hop[sent -> source].p95<=2000}. Figures have the
 * names that {@code report.json} gives them.
 *
 * @param expression as it was written, without the blanks at its ends
 * @param channel label of a flow, or the name of a channel
 * @param figure {@code missing}, {@code lost}, {@code failed}, {@code rate}, {@code sentToRecorded}, {@code intendedToRecorded},
 *     {@code intendedToSent}, or a hop's {@link Hop#label}
 * @param quantile {@code p50} and so on, or {@code max}; "" for a figure that has none
 * @param operator {@code <} or {@code <=}, of the rate {@code >} or {@code >=}
 * @param limit in percent, messages a second or milliseconds
 */
public record Threshold(
        String expression, String channel, String figure, String quantile, String operator, BigDecimal limit) {

    /** Counts, and what they are in percent of: missing and lost of the expected messages, failed of the planned ones. */
    private static final List<String> SHARES = List.of("missing", "lost", Threshold.FAILED);

    /** The figure of messages whose sending failed. */
    public static final String FAILED = "failed";

    /** The figure of accepted messages a second. */
    public static final String RATE = "rate";

    /** The figure of how late messages went out. */
    public static final String LATENESS = "intendedToSent";

    private static final List<String> DELAYS = List.of("sentToRecorded", "intendedToRecorded", LATENESS);
    private static final String HOP = "hop[";
    private static final Pattern CHANNEL = Pattern.compile(SettingRanges.CHANNEL_NAME);
    private static final List<String> QUANTILES = Stream.concat(
                    IntStream.range(0, Distribution.QUANTILES.size()).mapToObj(Figures::label), Stream.of("max"))
            .toList();

    /**
     * What a threshold came to.
     *
     * @param value in {@code unit}; null where it cannot be told
     * @param unit {@code %}, {@code /s} or {@code ms}
     */
    public record Judged(
            String expression,
            Double value,
            String unit,
            boolean passed,
            @JsonIgnore Verdict.Finding finding) {}

    /** A text that is no threshold; the message says what is allowed where. */
    static final class Malformed extends IllegalArgumentException {
        private final int at;

        Malformed(String expression, int at, String allowed) {
            super("\"%s\" must have at character %d %s".formatted(expression, at + 1, allowed));
            this.at = at;
        }
    }

    /** A value as a fraction, so that it is compared exactly; of a duration in microseconds, the denominator is 1000. */
    private record Value(long numerator, long denominator, Duration resolution) {}

    /**
     * The threshold that {@code expression} is, on a flow or channel that need not be there.
     *
     * @throws Malformed where it is none
     */
    static Threshold parse(String expression) {
        Matcher channel = CHANNEL.matcher(expression);
        if (!channel.lookingAt()) {
            throw new Malformed(expression, 0, "a channel or flow such as sqs or orders/notify");
        }
        if (channel.end() == expression.length() || expression.charAt(channel.end()) != '/') {
            return parse(expression, List.of(channel.group()));
        }
        // A trigger's name may have dots itself.
        Malformed furthest = new Malformed(expression, channel.end() + 1, "the name of a trigger, and .");
        for (int dot = expression.lastIndexOf('.'); dot > channel.end(); dot = expression.lastIndexOf('.', dot - 1)) {
            String label = expression.substring(0, dot).stripTrailing();
            if (Flow.isLabel(label)) {
                try {
                    return parse(expression, List.of(label));
                } catch (Malformed e) {
                    furthest = e.at > furthest.at ? e : furthest;
                }
            }
        }
        throw furthest;
    }

    /**
     * The threshold that {@code expression} is, on the longest of {@code labels} that it can be on.
     *
     * @throws Malformed where it is none
     */
    static Threshold parse(String expression, Collection<String> labels) {
        Cursor cursor = new Cursor(expression);
        List<String> begun = labels.stream()
                .filter(label -> expression.startsWith(label)
                        && (expression.length() == label.length()
                                || " .<>".indexOf(expression.charAt(label.length())) >= 0))
                .toList();
        if (begun.isEmpty()) {
            throw new Malformed(expression, 0, String.join(" or ", labels));
        }
        List<String> followed = begun.stream()
                .filter(label ->
                        expression.substring(label.length()).stripLeading().startsWith("."))
                .toList();
        String channel = cursor.next(followed.isEmpty() ? begun : followed, "");
        cursor.next(List.of("."), "");
        String figure = cursor.next(
                Stream.of(SHARES, List.of(RATE), DELAYS, List.of(HOP))
                        .flatMap(List::stream)
                        .toList(),
                "");
        boolean share = SHARES.contains(figure);
        boolean rate = figure.equals(RATE);
        if (figure.equals(HOP)) {
            Map<String, List<String>> ends = ends();
            String from = cursor.next(List.copyOf(ends.keySet()), "the point where a hop begins: ");
            cursor.next(List.of("->", "→"), "");
            String to = cursor.next(ends.get(from), "the point where the hop ends: ");
            cursor.next(List.of("]"), "");
            figure = "%s → %s".formatted(from, to);
        }
        String quantile = "";
        if (!share && !rate) {
            cursor.next(List.of("."), "");
            quantile = cursor.next(QUANTILES, "");
        }
        String operator = cursor.next(rate ? List.of(">", ">=") : List.of("<", "<="), "");
        BigDecimal limit = cursor.number(
                share ? 100 : rate ? 1_000_000 : 86_400_000,
                share ? "percent" : rate ? "messages a second" : "milliseconds");
        if (share) {
            cursor.next(List.of("%"), "");
        }
        cursor.end();
        return new Threshold(expression, channel, figure, quantile, operator, limit);
    }

    /** The same on {@code flow}, as its expression says then; what is sent is the channel's. */
    Threshold of(Flow flow) {
        return new Threshold(
                onSending() ? expression : flow.label() + expression.substring(channel.length()),
                flow.label(),
                figure,
                quantile,
                operator,
                limit);
    }

    /** Whether the figure is the same in each flow of a channel. */
    boolean onSending() {
        return figure.equals(FAILED) || figure.equals(RATE) || figure.equals(LATENESS);
    }

    /** Whether it is a limit on {@code share}, one of {@code missing}, {@code lost} and {@code failed}. */
    boolean isOn(ChannelResult result, String share) {
        return channel.equals(result.channel()) && figure.equals(share);
    }

    /** What it comes to in {@code result}, which is of its channel. */
    Judged judge(ChannelResult result) {
        Value value;
        if (quantile.isEmpty()) {
            value = figure.equals(RATE) ? rate(result) : share(result.counts());
        } else {
            Distribution values = values(result.statistics());
            if (values == null) {
                return unknown(Figures.text(
                        "this run has no such hop, only %s",
                        hops(result.statistics())
                                .map(hop -> hop.getKey().label())
                                .collect(Collectors.joining(", "))));
            }
            OptionalLong micros = micros(values);
            if (micros.isEmpty()) {
                return unknown(Counted.of(values.count(), "value is", "values are") + " too few");
            }
            value = new Value(micros.getAsLong(), 1_000, resolution(result.statistics()));
        }
        if (value.denominator == 0) {
            return unknown("one attempt is too few");
        }
        BigDecimal above = above(value);
        long error = value.resolution.toMillis() * 1_000;
        if (above.abs().compareTo(BigDecimal.valueOf(error)) < 0) {
            return unknown(Figures.text(
                    "it is ~%s, and times known to %,d ms are too coarse", text(value), value.resolution.toMillis()));
        }
        boolean holds = holds(above.signum());
        String text = text(holds ? "holds" : "is broken", value);
        return new Judged(
                expression,
                (double) value.numerator / value.denominator,
                unit(),
                holds,
                holds ? Verdict.Finding.good("%s", text) : Verdict.Finding.bad("%s", text));
    }

    /**
     * Says how it is broken where its figure is {@code numerator / denominator}: in percent, messages a second or, of microseconds by
     * 1000, milliseconds. Empty where it holds.
     */
    public Optional<String> broken(long numerator, long denominator) {
        Value value = new Value(numerator, denominator, Duration.ZERO);
        return holds(above(value).signum()) ? Optional.empty() : Optional.of(text("is broken", value));
    }

    /** Which quantile it is on; empty for one on the maximum. */
    public Optional<BigDecimal> place() {
        int index = QUANTILES.indexOf(quantile);
        return index < Distribution.QUANTILES.size()
                ? Optional.of(Distribution.QUANTILES.get(index))
                : Optional.empty();
    }

    private BigDecimal above(Value value) {
        return BigDecimal.valueOf(value.numerator).subtract(limit.multiply(BigDecimal.valueOf(value.denominator)));
    }

    private boolean holds(int above) {
        return switch (operator) {
            case "<" -> above < 0;
            case "<=" -> above <= 0;
            case ">" -> above > 0;
            default -> above >= 0;
        };
    }

    private String text(String what, Value value) {
        return Figures.text("%s  %s %s: %s", on(), expression, what, text(value));
    }

    private Judged unknown(String why) {
        return new Judged(
                expression,
                null,
                unit(),
                false,
                Verdict.Finding.bad("%s  %s cannot be told: %s", on(), expression, why));
    }

    private String on() {
        return onSending() ? Flow.of(channel).channel().label() : channel;
    }

    private String unit() {
        return !quantile.isEmpty() ? "ms" : figure.equals(RATE) ? "/s" : "%";
    }

    private String text(Value value) {
        double number = (double) value.numerator / value.denominator;
        return switch (unit()) {
            case "ms" -> Figures.milliseconds(value.numerator) + " ms";
            case "/s" -> Figures.text("%,.2f messages a second", number);
            default -> Figures.text("%.3f %% (%,d of %,d)", number, value.numerator / 100, value.denominator);
        };
    }

    /** Of no message at all 0 % are missing. */
    private Value share(ChannelCounts counts) {
        long count =
                figure.equals("missing") ? counts.missing() : figure.equals("lost") ? counts.lost() : counts.failed();
        long of = figure.equals("failed") ? counts.planned() : counts.expected();
        return new Value(count * 100, Math.max(1, of), Duration.ZERO);
    }

    private static Value rate(ChannelResult result) {
        return new Value(
                result.counts().accepted() * 1_000_000, result.sending().toNanos() / 1_000, Duration.ZERO);
    }

    /** Empty where there are too few values. */
    private OptionalLong micros(Distribution values) {
        if (quantile.equals("max")) {
            return values.count() == 0 ? OptionalLong.empty() : OptionalLong.of(values.max());
        }
        return values.quantile(QUANTILES.indexOf(quantile));
    }

    private Duration resolution(Statistics statistics) {
        return figure.equals(LATENESS)
                ? statistics.resolutions().get(Point.SENT)
                : hop(statistics).map(hop -> hop.getKey().resolution()).orElseGet(statistics::resolution);
    }

    /** Null where the run has no such hop. */
    private Distribution values(Statistics statistics) {
        return switch (figure) {
            case "sentToRecorded" -> statistics.delay();
            case "intendedToRecorded" -> statistics.fromIntended();
            case LATENESS -> statistics.lateness();
            default -> hop(statistics).map(Map.Entry::getValue).orElse(null);
        };
    }

    private Optional<Map.Entry<Hop, Distribution>> hop(Statistics statistics) {
        return hops(statistics)
                .filter(hop -> hop.getKey().label().equals(figure))
                .findFirst();
    }

    private static Stream<Map.Entry<Hop, Distribution>> hops(Statistics statistics) {
        return Stream.concat(statistics.hops().entrySet().stream(), statistics.beside().entrySet().stream());
    }

    /** Where a hop may begin, and for each of these where it may end. */
    private static Map<String, List<String>> ends() {
        Map<String, List<String>> ends = new LinkedHashMap<>();
        for (Point from : Point.values()) {
            if (!from.ends().isEmpty()) {
                ends.put(from.label(), from.ends().stream().map(Point::label).toList());
            }
        }
        return ends;
    }

    /** Reads an expression from left to right; blanks between its parts say nothing. */
    private static final class Cursor {

        private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

        private final String expression;
        private int at;

        Cursor(String expression) {
            this.expression = expression;
        }

        /** The longest of {@code words} that comes next. */
        String next(List<String> words, String what) {
            skipBlanks();
            List<String> fitting = new ArrayList<>(words);
            fitting.removeIf(word -> !expression.startsWith(word, at));
            String word = fitting.stream()
                    .max(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> new Malformed(expression, at, what + String.join(" or ", words)));
            at += word.length();
            return word;
        }

        BigDecimal number(long most, String unit) {
            skipBlanks();
            Matcher number = NUMBER.matcher(expression).region(at, expression.length());
            if (!number.lookingAt() || new BigDecimal(number.group()).compareTo(BigDecimal.valueOf(most)) > 0) {
                throw new Malformed(expression, at, "a number of %s from 0 to %d".formatted(unit, most));
            }
            at = number.end();
            return new BigDecimal(number.group());
        }

        void end() {
            skipBlanks();
            if (at < expression.length()) {
                throw new Malformed(expression, at, "a comma or its end");
            }
        }

        private void skipBlanks() {
            while (at < expression.length() && expression.charAt(at) == ' ') {
                at++;
            }
        }
    }
}

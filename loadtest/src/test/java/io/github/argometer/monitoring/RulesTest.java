package io.github.argometer.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code prometheus/rules.yaml} says, by {@link Promtool} where that is at hand.
 */
class RulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RULES = Path.of("..", "prometheus", "rules.yaml");
    private static final Path TESTS = RULES.resolveSibling("rules-test.yaml");

    /** In the order in which they are looked for: a label's value, a duration, a number, a function, a name. */
    private static final Pattern TOKEN = Pattern.compile("\"(?<text>[^\"]*)\""
            + "|(?<duration>\\d+[smhd])\\b"
            + "|(?<number>\\d+(?:\\.\\d+)?)"
            + "|(?<function>\\w+)(?=\\(| by )"
            + "|(?<name>[A-Za-z_][\\w:]*)");

    private static final Set<String> WORDS = Set.of("and", "by", "offset", "on", "or", "unless");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Map<String, String> OTHER_AGGREGATION = Map.of("sum", "min", "max", "sum", "min", "max");

    /**
     * A rule with one thing in it changed.
     *
     * @param change says which, for people
     * @param rules all rules, with this one changed
     */
    private record Mutant(String rule, String change, JsonNode rules) {
        @Override
        public String toString() {
            return rule + ": " + change;
        }
    }

    @Test
    void explainEveryAlertAndSayWhatToDo() throws IOException {
        assertThat(read(RULES).properties()).extracting(Map.Entry::getKey).containsExactly("groups");
        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.path("annotations").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder("summary", "description", "runbook");
            assertThat(alert.path("annotations"))
                    .allSatisfy(text -> assertThat(text.asText()).isNotBlank());
        });
    }

    @Test
    void areEachTestedFiringAndSilent() throws IOException {
        List<JsonNode> cases = stream(read(TESTS).path("tests"))
                .flatMap(test -> stream(test.path("alert_rule_test")))
                .toList();
        Set<String> firing = new HashSet<>();
        Set<String> silent = new HashSet<>();
        cases.forEach(one -> (one.path("exp_alerts").isEmpty() ? silent : firing)
                .add(one.path("alertname").asText()));
        Set<String> names = Set.copyOf(
                alerts().stream().map(alert -> alert.path("alert").asText()).toList());
        assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
        assertThat(silent).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void passPromtool() throws IOException {
        Promtool promtool = Promtool.atHand();
        Promtool.Outcome check = promtool.run("check", "rules", RULES.toString());
        assertThat(check.code()).as(check.text()).isZero();
        Promtool.Outcome test = promtool.run("test", "rules", TESTS.toString());
        assertThat(test.code()).as(test.text()).isZero();
    }

    /** So that no threshold, window, wait, label or name can change unseen. */
    @Test
    void failATestWhereverTheyAreChanged(@TempDir Path folder) throws IOException {
        Promtool promtool = Promtool.atHand();
        JsonNode rules = read(RULES);
        JsonNode tests = read(TESTS);
        List<Mutant> mutants = mutants(rules);
        assertThat(mutants).hasSizeGreaterThan(300);
        List<String> survivors = IntStream.range(0, mutants.size())
                .parallel()
                .mapToObj(i -> survives(promtool, mutants.get(i), rules, tests, folder.resolve(String.valueOf(i))))
                .flatMap(Optional::stream)
                .toList();
        assertThat(survivors).isEmpty();
    }

    /** What to say of {@code mutant} unless a test fails, by what it asks for and not by a rule that is none any more. */
    private static Optional<String> survives(
            Promtool promtool, Mutant mutant, JsonNode rules, JsonNode tests, Path folder) {
        try {
            Files.createDirectory(folder);
            Set<String> affected = affected(mutant);
            JSON.writeValue(folder.resolve("rules.yaml").toFile(), onlyRules(mutant.rules, affected));
            Path chosen = folder.resolve("rules-test.yaml");
            ObjectNode some = onlyTests(tests, affected);
            if (each(rules).noneMatch(rule -> affected.contains(name(rule)) && rule.has("for"))) {
                some.put("evaluation_interval", betweenQuestions(some) + "s");
            }
            JSON.writeValue(chosen.toFile(), some);
            Promtool.Outcome outcome = promtool.run("test", "rules", chosen.toString());
            boolean failed = outcome.code() != 0
                    && Pattern.compile("got:|err: ").matcher(outcome.text()).find();
            return failed ? Optional.empty() : Optional.of(mutant + "\n" + outcome.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Mutant> mutants(JsonNode rules) {
        List<Mutant> mutants = new ArrayList<>();
        for (int group = 0; group < rules.path("groups").size(); group++) {
            for (int i = 0; i < rules.at("/groups/%d/rules".formatted(group)).size(); i++) {
                String at = "/groups/%d/rules/%d".formatted(group, i);
                JsonNode rule = rules.at(at);
                String expression = rule.path("expr").asText();
                Matcher token = TOKEN.matcher(expression);
                while (token.find()) {
                    for (String change : changes(token)) {
                        String changed =
                                expression.substring(0, token.start()) + change + expression.substring(token.end());
                        String what = "%s at %d becomes %s".formatted(token.group(), token.start(), change);
                        mutants.add(mutant(rules, at, "expr", changed, what));
                    }
                }
                rule.path("labels").properties().forEach(label -> {
                    String other = label.getValue().asText() + "x";
                    mutants.add(mutant(rules, at + "/labels", label.getKey(), other, label.getKey() + ": " + other));
                });
                if (rule.has("alert")) {
                    Matcher wait = TOKEN.matcher(rule.path("for").asText());
                    for (String other : wait.find() ? changes(wait) : List.of("5m")) {
                        mutants.add(mutant(rules, at, "for", other, "for: " + other));
                    }
                }
            }
        }
        return mutants;
    }

    /** What to put in the place of {@code token}: twice and half of a quantity, another name, one value less of several. */
    private static List<String> changes(Matcher token) {
        String text = token.group("text");
        if (text != null) {
            List<String> values = List.of(text.split("\\|"));
            Stream<String> fewer = values.stream()
                    .filter(value -> values.size() > 1)
                    .map(value -> String.join(
                            "|",
                            values.stream().filter(Predicate.not(value::equals)).toList()));
            return Stream.concat(Stream.of(text + "x"), fewer)
                    .map("\"%s\""::formatted)
                    .toList();
        }
        if (token.group("duration") != null) {
            long seconds = seconds(token.group());
            return List.of(2 * seconds + "s", seconds / 2 + "s");
        }
        if (token.group("number") != null) {
            double number = Double.parseDouble(token.group("number"));
            return number == 0 ? List.of("1") : List.of(String.valueOf(number * 2), String.valueOf(number / 2));
        }
        if (token.group("function") != null) {
            return Stream.ofNullable(OTHER_AGGREGATION.get(token.group("function")))
                    .toList();
        }
        return WORDS.contains(token.group("name")) ? List.of() : List.of(token.group("name") + "x");
    }

    private static Mutant mutant(JsonNode rules, String at, String key, String value, String change) {
        JsonNode changed = rules.deepCopy();
        ((ObjectNode) changed.at(at)).put(key, value);
        String rule = at.replaceFirst("/labels$", "");
        return new Mutant(name(rules.at(rule)), change, changed);
    }

    /** The rules that a change of this one changes: itself and what is made from its record. */
    private static Set<String> affected(Mutant mutant) {
        Set<String> affected = new HashSet<>(Set.of(mutant.rule));
        each(mutant.rules)
                .filter(rule -> rule.path("expr").asText().contains(mutant.rule))
                .forEach(rule -> affected.add(name(rule)));
        return affected;
    }

    /** Those, and the records that they are made from, since promtool computes whatever the file has. */
    private static JsonNode onlyRules(JsonNode rules, Set<String> affected) {
        String expressions = String.join(
                " ",
                each(rules)
                        .filter(rule -> affected.contains(name(rule)))
                        .map(rule -> rule.path("expr").asText())
                        .toList());
        ObjectNode some = rules.deepCopy();
        for (JsonNode group : some.path("groups")) {
            retain(
                    (ArrayNode) group.path("rules"),
                    rule -> affected.contains(name(rule)) || expressions.contains(name(rule)));
        }
        return some;
    }

    private static ObjectNode onlyTests(JsonNode tests, Set<String> affected) {
        ObjectNode some = tests.deepCopy();
        for (JsonNode test : some.path("tests")) {
            retain(
                    test.path("alert_rule_test"),
                    one -> affected.contains(one.path("alertname").asText()));
            retain(test.path("promql_expr_test"), one -> affected.stream()
                    .anyMatch(one.path("expr").asText()::contains));
        }
        retain(
                some.path("tests"),
                test -> !test.path("alert_rule_test").isEmpty()
                        || !test.path("promql_expr_test").isEmpty());
        return some;
    }

    /** In seconds: what does not wait need be computed only when asked, which spares most of the hours before. */
    private static long betweenQuestions(JsonNode tests) {
        return stream(tests.path("tests"))
                .flatMap(test ->
                        Stream.concat(stream(test.path("alert_rule_test")), stream(test.path("promql_expr_test"))))
                .mapToLong(question -> seconds(question.path("eval_time").asText()))
                .reduce(0, (a, b) -> BigInteger.valueOf(a)
                        .gcd(BigInteger.valueOf(b))
                        .longValue());
    }

    private static long seconds(String durations) {
        return Pattern.compile("(\\d+)([smhd])")
                .matcher(durations)
                .results()
                .mapToLong(part -> Long.parseLong(part.group(1)) * SECONDS.get(part.group(2)))
                .sum();
    }

    private static void retain(JsonNode array, Predicate<JsonNode> wanted) {
        if (array instanceof ArrayNode nodes) {
            List<JsonNode> some = stream(nodes).filter(wanted).toList();
            nodes.removeAll().addAll(some);
        }
    }

    private static List<JsonNode> alerts() throws IOException {
        return each(read(RULES)).filter(rule -> rule.has("alert")).toList();
    }

    private static Stream<JsonNode> each(JsonNode rules) {
        return stream(rules.path("groups")).flatMap(group -> stream(group.path("rules")));
    }

    private static String name(JsonNode rule) {
        return rule.path(rule.has("alert") ? "alert" : "record").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), JsonNode.class);
    }
}

package io.github.argometer.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.awt.Rectangle;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What stands twice in the folder {@code prometheus} is the same, and its dashboard can be drawn. */
class PrometheusFolderTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final File FOLDER = new File("../prometheus");

    @Test
    void theOperatorsRulesAreThoseOfThePlainPrometheus() throws IOException {
        assertThat(read("operator/rules.yaml").get(0).at("/spec/groups"))
                .isEqualTo(read("rules.yaml").get(0).at("/groups"));
    }

    @Test
    void theOperatorScrapesThePodsThatThePlainPrometheusDoes() throws IOException {
        Map<String, String> plain = new TreeMap<>();
        for (JsonNode job : read("scrape.yaml").get(0).at("/scrape_configs")) {
            String path = job.path("metrics_path").asText("/metrics");
            String namespace =
                    job.at("/kubernetes_sd_configs/0/namespaces/names/0").asText("any");
            JsonNode pods = job.at("/relabel_configs/0");
            String label = pods.at("/source_labels/0").asText().replace("__meta_kubernetes_pod_label_", "");
            plain.put(
                    job.path("job_name").asText(),
                    String.join(" ", namespace, label, pods.path("regex").asText(), path));
        }
        Map<String, String> operator = new TreeMap<>();
        for (JsonNode monitor : read("operator/podmonitors.yaml")) {
            JsonNode endpoint = monitor.at("/spec/podMetricsEndpoints/0");
            JsonNode labels = monitor.at("/spec/selector/matchLabels");
            JsonNode choice = monitor.at("/spec/selector/matchExpressions/0");
            String label = labels.isMissingNode()
                    ? choice.path("key").asText()
                    : labels.fieldNames().next();
            List<String> values = labels.isMissingNode()
                    ? all(choice.path("values")).map(JsonNode::asText).toList()
                    : List.of(labels.path(label).asText());
            boolean any = monitor.at("/spec/namespaceSelector/any").asBoolean();
            JsonNode relabelings = endpoint.path("relabelings");
            JsonNode job = relabelings.get(relabelings.size() - 1);
            assertThat(job.path("targetLabel").asText()).isEqualTo("job");
            operator.put(
                    job.path("replacement").asText(),
                    String.join(
                            " ",
                            any ? "any" : monitor.at("/metadata/namespace").asText(),
                            label.replaceAll("[^A-Za-z0-9]", "_"),
                            String.join("|", values),
                            endpoint.path("path").asText("/metrics")));
        }
        assertThat(operator).isEqualTo(plain).hasSize(5);
    }

    @Test
    void panelsOfTheDashboardStandSideBySideAndUseOnlyItsVariables() throws IOException {
        JsonNode dashboard = read("dashboard.json").get(0);
        Set<String> variables = new HashSet<>(Set.of("__rate_interval"));
        all(dashboard.at("/templating/list"))
                .forEach(variable -> variables.add(variable.path("name").asText()));
        List<Rectangle> taken = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as("id of %s", title).isTrue();
            JsonNode place = panel.path("gridPos");
            Rectangle room = new Rectangle(
                    place.path("x").asInt(),
                    place.path("y").asInt(),
                    place.path("w").asInt(),
                    place.path("h").asInt());
            assertThat(taken).as("overlapping %s", title).noneMatch(room::intersects);
            assertThat(room.x + room.width).as("width of %s", title).isLessThanOrEqualTo(24);
            taken.add(room);
            for (JsonNode expression : panel.findValues("expr")) {
                Pattern.compile("\\$(\\w+)")
                        .matcher(expression.asText())
                        .results()
                        .forEach(use -> assertThat(variables).as(title).contains(use.group(1)));
            }
        }
        assertThat(dashboard.findValues("datasource").stream().filter(source -> source.has("uid")))
                .allMatch(source -> source.path("uid").asText().equals("${datasource}"));
    }

    private static List<JsonNode> read(String file) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(new File(FOLDER, file))) {
            return documents.readAll();
        }
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

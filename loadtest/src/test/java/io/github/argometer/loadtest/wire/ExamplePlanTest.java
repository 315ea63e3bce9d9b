package io.github.argometer.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamplePlanTest {

    @Test
    void makesChannelsOfEventNames() {
        Set<String> taken = new HashSet<>(Set.of("sqs"));

        assertThat(
                        List.of("example", "example", "Example-2", "2-go", "sqs", "é", "x".repeat(40), "x".repeat(33))
                                .stream()
                                .map(event -> ExamplePlan.channel(event, taken)))
                .containsExactly(
                        "example", "example2", "example22", "c2go", "sqs2", "c", "x".repeat(32), "x".repeat(31) + "2")
                .allMatch(channel -> channel.matches("[a-z][a-z0-9]{0,31}"));
    }
}

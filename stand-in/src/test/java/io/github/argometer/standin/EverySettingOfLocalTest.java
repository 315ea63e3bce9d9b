package io.github.argometer.standin;

import io.github.argometer.loadtest.EverySettingTest;
import io.github.argometer.loadtest.TestCommand;
import java.nio.file.Path;
import java.util.List;

/** As every other command, {@code local} refuses a bad value of any setting before it does anything. */
class EverySettingOfLocalTest extends EverySettingTest {

    @Override
    protected TestCommand program() {
        return new TestCommand(StandIn::commandLine);
    }

    @Override
    protected List<List<String>> commands(Path folder) {
        return List.of(List.of("local"));
    }
}

package io.github.argometer.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderJobsTest {

    @Test
    void takesTheShippedSettings() {
        assertThat(of("clean.page", "50"))
                .isEqualTo(new RecorderJobs("argometer-jobs", "app.kubernetes.io/name=recorder-job", 50));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app",
                "app=x",
                "app==x, tier != back",
                "!old,app=x",
                "app in (a, b),tier notin (c)",
                "example.com/app = x_1.y",
                "size>3",
                "app="
            })
    void takesASelectorThatNamesALabel(String selector) {
        assertThat(of("clean.selector", selector).selector()).isEqualTo(selector);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "app=x,",
                ",app=x",
                "app=x y",
                "app=x;tier=y",
                "app=/x",
                "=x",
                "app in a,b",
                "app in (a",
                "-app=x",
                "app=x&limit=1",
                "a/b/c=x",
                "app ! x",
                "!app",
                "app!=x",
                "app notin (x),!y"
            })
    void refusesASelectorThatIsNoneOrTakesInJobsOfOthers(String selector) {
        assertThatThrownBy(() -> of("clean.selector", selector))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage(
                        "setting clean.selector = \"%s\": must be a Kubernetes label selector that names a label the Jobs"
                                + " must have, such as app.kubernetes.io/name=recorder-job",
                        selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "a b", "A", "-a", "a,b", "a/../b"})
    void refusesANamespaceThatIsNotOne(String namespace) {
        assertThatThrownBy(() -> of("clean.namespace", namespace))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageStartingWith("setting clean.namespace = \"%s\": ", namespace);
    }

    @Test
    void looksAtALongSelectorInNoTime() {
        assertThatThrownBy(() -> of("clean.selector", "a".repeat(50_000) + "!")).isInstanceOf(Settings.Invalid.class);
        assertThat(of("clean.selector", "a=b,".repeat(1_000) + "a=b").page()).isEqualTo(50);
    }

    private static RecorderJobs of(String key, String value) {
        Map<String, String> settings = TestSettings.defaults();
        settings.put(key, value);
        return RecorderJobs.of(new Settings(settings::get));
    }
}

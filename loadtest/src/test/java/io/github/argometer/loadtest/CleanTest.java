package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code loadtest clean} against an API that behaves badly. */
class CleanTest {

    private final TestCommand program = new TestCommand();
    private final Properties before = new Properties();

    private FakeJobsApi api;

    @BeforeEach
    void fourCompletedJobs() throws IOException {
        api = new FakeJobsApi("a", "b", "c", "d");
        before.putAll(System.getProperties());
        System.setProperty("kubernetes.master", api.url());
        System.setProperty("kubernetes.auth.tryKubeConfig", "false");
    }

    @AfterEach
    void stop() {
        System.setProperties(before);
        api.close();
    }

    @Test
    void deletesAllPageByPage() {
        assertThat(clean("clean.page=2")).isZero();
        assertThat(program.out()).isEqualTo(told(4, 0, 0, 0));
        assertThat(api.deletions()).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void asksAJobThatAFinalizerHoldsOnceAndEndsWithThreeWhenTheTimeIsOver() {
        api.holds("b");

        assertThat(clean("clean.timeout=3")).isEqualTo(ExitCode.NOT_READY);
        assertThat(program.out()).isEqualTo(told(4, 0, 0, 1));
        assertThat(program.err())
                .startsWith("not ready:\n- 1 deleted Job is still there after 3 s (clean.timeout): b")
                .contains("kubectl -n argometer-jobs get job b -o yaml");
        assertThat(api.deletions()).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 422})
    void aRefusedJobDoesNotKeepTheOthersAndIsNamedAtTheEnd(int code) {
        api.refuses("b", code);

        assertThat(clean("clean.page=2")).isEqualTo(ExitCode.NOT_READY);
        assertThat(program.out()).isEqualTo(told(3, 1, 0, 0));
        assertThat(program.err())
                .startsWith("not ready:\n- 1 finished Job was not deleted: b (%d: a webhook denied it)".formatted(code))
                .contains("→ grant this user what the message names");
        assertThat(api.jobs()).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429, 500, 503})
    void whatFailsForAWhileIsTriedAgain(int code) {
        api.refuses("b", code, 3);

        assertThat(clean("clean.timeout=30")).as(program.err()).isZero();
        assertThat(program.out()).isEqualTo(told(4, 0, 0, 0));
        assertThat(api.jobs()).isEmpty();
    }

    @Test
    void whatFailsUntilTheTimeIsOverIsNoQuestionOfRights() {
        api.refuses("b", 500);

        assertThat(clean("clean.timeout=3")).isEqualTo(ExitCode.NOT_READY);
        assertThat(program.err())
                .startsWith("not ready:\n- 1 finished Job was not deleted: b (500: a webhook denied it)\n"
                        + "  → look at the API, and clean up again: kubectl -n argometer-jobs get jobs\n");
    }

    @Test
    void aPassEndsWhenTheTimeIsOver() throws IOException {
        try (TestJobs slow = new TestJobs(200, 300)) {
            System.setProperty("kubernetes.master", slow.url());

            assertThat(clean("clean.timeout=3")).isEqualTo(ExitCode.NOT_READY);
            assertThat(slow.deletes()).isBetween(1, 12 * 8);
            assertThat(program.err())
                    .startsWith("not ready:\n- %d finished Jobs are left after 3 s (clean.timeout)\n"
                            .formatted(slow.left()));
        }
    }

    @Test
    void asManyAreDeletedAtOnceAsMayBe() throws IOException {
        try (TestJobs slow = new TestJobs(60, 50)) {
            System.setProperty("kubernetes.master", slow.url());

            assertThat(clean("clean.parallel=5")).as(program.err()).isZero();
            assertThat(slow.deletes()).isEqualTo(60);
            assertThat(slow.mostAtOnce()).isEqualTo(5);
        }
    }

    @Test
    void anApiThatIsAwayEndsThePassAtOnce() throws IOException {
        try (TestJobs jobs = new TestJobs(60, 0)) {
            System.setProperty("kubernetes.master", jobs.url());
            jobs.answerNoDeletion = true;

            assertThat(clean("clean.timeout=3")).as(program.err()).isNotZero();
            assertThat(jobs.deletes()).as(program.out() + program.err()).isBetween(1, 2 * 8);
            assertThat(jobs.left()).isEqualTo(60);
        }
    }

    @Test
    void aListThatExpiresIsBegunAgain() {
        api.expires = true;

        assertThat(clean("clean.page=2")).isZero();
        assertThat(program.out()).isEqualTo(told(4, 0, 0, 0));
        assertThat(api.jobs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "clean.selector=, clean.selector",
        "clean.selector=app in (a, clean.selector",
        "clean.selector=!app, clean.selector",
        "clean.namespace=, clean.namespace",
        "clean.page=0, clean.page",
        "clean.timeout=-1, clean.timeout",
        "clean.every=-1, clean.every",
        "clean.keep=-1, clean.keep",
        "clean.parallel=0, clean.parallel",
        "clean.failed=1, clean.failed"
    })
    void aBadSettingEndsWithTwoBeforeAnythingIsListedOrDeleted(String setting, String name) {
        assertThat(clean(setting)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).startsWith("setting " + name + " = \"").hasLineCount(1);
        assertThat(api.lists()).isEmpty();
        assertThat(api.deletions()).isEmpty();
    }

    @Test
    void failedJobsStayUnlessTheyShallGoToo() {
        api.finished("e", "Failed", 0);

        assertThat(program.run("clean")).isZero();
        assertThat(program.out()).isEqualTo(told(4, 0, 1, 0));
        assertThat(api.jobs()).containsExactly("e");

        TestCommand again = new TestCommand();
        assertThat(again.run("clean", "--failed")).isZero();
        assertThat(again.out())
                .isEqualTo(
                        "deleted 1 finished Job; left: 0 completed, 0 still running, 0 failed, 0 still being deleted%n"
                                .formatted());
        assertThat(api.jobs()).isEmpty();
    }

    @Test
    void theOnesThatEndedLastAreKept() {
        api.finished("b", "Complete", 30).finished("c", "Complete", 20).finished("e", "Failed", 40);

        assertThat(program.run("clean", "--keep", "2", "-D", "clean.page=1")).isZero();
        assertThat(program.out()).isEqualTo(told(2, 2, 1, 0));
        assertThat(api.jobs()).containsExactly("b", "c", "e");

        assertThat(program.run("clean", "--keep=2", "--failed")).isZero();
        assertThat(api.jobs()).containsExactly("b", "e");
    }

    @Test
    void moreAreKeptThanThereAre() {
        assertThat(program.run("clean", "--keep", "5")).isZero();
        assertThat(api.deletions()).isEmpty();
    }

    private int clean(String setting) {
        return program.run("clean", "-D", setting);
    }

    private static String told(int deleted, int completed, int failed, int deleting) {
        return "deleted %d finished Jobs; left: %d completed, 0 still running, %d failed, %d still being deleted%n"
                .formatted(deleted, completed, failed, deleting);
    }
}

package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.RUN;
import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run whose files are not whole never gives a figure. */
class BadRunTest {

    @TempDir
    private Path folder;

    private RunFiles files;

    @BeforeEach
    void aGoodRun() throws IOException {
        files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 1_000)
                .row("sqs", 1, 1_000, 31_000, 1)
                .in(folder);
        Analysis.of(files);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "seed" | "warmupMessages": -1, "seed" | warmupMessages = -1: must be an integer from 0 to 1
            "seed" | "warmupMessages": 2, "seed" | warmupMessages = 2: must be an integer from 0 to 1
            "seed" | "workers": -3, "seed" | workers = -3: must be an integer from 0 to 1000
            "messages": 2 | "messages": -2 | messages = -2: must be an integer from 1 to 1000000000
            "messages": 2 | "messages": 0 | messages = 0: must be an integer from 1 to 1000000000
            "minDelayMs": 0 | "minDelayMs": -1 | minDelayMs = -1: must be an integer of 0 or more
            "minDelayMs": 0 | "minDelayMs": 201 | maxDelayMs = 200: must be an integer of 201 or more
            "sqs": 2 | "sqs": 3 | expected.sqs = 3: must be an integer from 0 to 2
            "sqs": 2 | "sqs": -1 | expected.sqs = -1: must be an integer from 0 to 2
            "sqs": 2 | "sqs": null | expected.sqs = null: must be an integer from 0 to 2
            """)
    void aNumberThatNoPlanCanHave(String was, String is, String complaint) throws IOException {
        edit(files.plan(), was, is);
        assertRefused().hasMessage(files.plan() + ": " + complaint);
    }

    @Test
    void aFractionIsNotCutToAnInteger() throws IOException {
        edit(files.plan(), "\"messages\": 2", "\"messages\": 2.7");
        assertRefused()
                .hasMessageStartingWith(files.plan() + ": not a plan: messages: ")
                .hasMessageContaining("2.7");
    }

    @Test
    void aMissingFile() throws IOException {
        Files.delete(files.records());
        assertRefused().hasMessage(files.records() + ": missing");
    }

    @Test
    void aLastLineCutShort() throws IOException {
        cut(files.records(), 1);
        assertRefused().hasMessage(files.records() + ": line 3: the last line is cut short (no line feed at its end)");
    }

    @Test
    void aRowOfAChannelThatIsNotInThePlan() throws IOException {
        edit(files.plan(), "\"sns\": 0, ", "");
        Files.writeString(
                files.records(),
                Files.readString(files.records())
                        + "3,%s,%s,4,sns,hello world,Ankur,2026-11-23T01:02:03Z,2026-11-23T01:02:04Z,1,,,,\n"
                                .formatted(id("sns", 0), RUN));
        assertRefused()
                .hasMessage(files.records() + ": a row of sns, which is no channel of the plan: was runId " + RUN
                        + " used before?");
    }

    @Test
    void theLedgerOfOneOfItsWorkers() throws IOException {
        edit(files.plan(), "\"seed\"", "\"workers\": 2, \"seed\"");
        Files.move(sent(), folder.resolve("sent-0.csv"));
        assertRefused().hasMessage(folder.resolve("sent-1.csv") + ": missing, one of 2 workers' ledgers");
        Files.writeString(
                folder.resolve("sent-1.csv"),
                Files.readAllLines(folder.resolve("sent-0.csv")).get(0) + "\n");
        Analysis.of(files);
    }

    @Test
    void aMissingColumn() throws IOException {
        edit(files.records(), ",Deliveries", "");
        assertRefused()
                .hasMessageStartingWith(files.records() + ": line 1: Deliveries is missing; the columns are Id,EventId")
                .hasMessageContaining("and should be Id,EventId,RunId");
    }

    @Test
    void anEmptyFile() throws IOException {
        Files.writeString(sent(), "");
        assertRefused().hasMessage(sent() + ": empty");
    }

    @Test
    void aTimeThatIsNone() throws IOException {
        edit(files.records(), "2026-11-23T01:02:03.010000Z", "yesterday");
        assertRefused()
                .hasMessageStartingWith(
                        files.records() + ": line 2: CreatedAtTimestamp: \"yesterday\" is not a time such as");
    }

    @Test
    void anOutcomeThatIsNone() throws IOException {
        edit(sent(), "accepted", "lost");
        assertRefused()
                .hasMessage(sent() + ": line 2: Outcome: \"lost\" is none of started, accepted, failed, unknown");
    }

    @Test
    void aLineWithTooFewFields() throws IOException {
        Files.writeString(files.records(), Files.readString(files.records()) + "3,a\n");
        assertRefused().hasMessage(files.records() + ": line 4: 2 columns (\"3\", \"a\") where 14 are expected");
    }

    @Test
    void anEmptyField() throws IOException {
        edit(files.records(), id("sqs", 1), "");
        assertRefused().hasMessage(files.records() + ": line 3: EventId: \"\" is empty");
    }

    @Test
    void aRowOfAnotherRun() throws IOException {
        edit(files.records(), id("sqs", 1) + "," + RUN, id("sqs", 1) + ",other");
        assertRefused().hasMessage(files.records() + ": a row of run other among those of " + RUN);
    }

    @Test
    void aMessageOfAnotherRun() throws IOException {
        edit(sent(), id("sqs", 1), "other-sqs-000001");
        assertRefused().hasMessage(sent() + ": EventId other-sqs-000001 is not of run " + RUN);
    }

    @Test
    void aRowThatStandsTwice() throws IOException {
        edit(files.records(), id("sqs", 1), id("sqs", 0));
        assertRefused().hasMessage(files.records() + ": EventId " + id("sqs", 0) + " stands twice");
    }

    @Test
    void moreMessagesThanThePlanHas() throws IOException {
        edit(files.plan(), "\"sqs\": 2", "\"sqs\": 1");
        assertRefused().hasMessage(sent() + ": 2 messages on sqs, of which 2 must arrive, where the plan has 2 and 1");
    }

    @Test
    void aPlanCutShort() throws IOException {
        cut(files.plan(), 20);
        assertRefused().hasMessageStartingWith(files.plan() + ": not a plan: ");
    }

    @Test
    void aPlanWithoutASeed() throws IOException {
        edit(files.plan(), "\"seed\"", "\"sed\"");
        assertRefused().hasMessageContaining("not a plan").hasMessageContaining("'seed'");
    }

    @Test
    void aPlanThatExpectsMoreThanItSends() throws IOException {
        edit(files.plan(), "\"sns\": 0", "\"sns\": 3");
        assertRefused().hasMessage(files.plan() + ": expected.sns = 3: must be an integer from 0 to 2");
    }

    @Test
    void aPlanWithAnUnknownChannel() throws IOException {
        edit(files.plan(), "\"sns\"", "\"fax\"");
        assertRefused().hasMessageContaining("expected names [fax, sqs]: must be one or more of [sqs, sns]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1,accepted 1,accepted | 1, 1
            1,accepted 1,failed | 1, 1
            1,failed 3,accepted | 1, 3
            1,started 3,started 3,accepted | 1, 3
            -1,accepted | -1
            0,accepted | 0
            2,accepted | 2
            3,accepted | 3
            2,started | 2
            """)
    void attemptsThatAreNotNumberedOneByOne(String attempts, String numbers) throws IOException {
        List<String> lines = Files.readAllLines(sent());
        List<String> changed = new ArrayList<>(List.of(lines.get(0), lines.get(2)));
        for (String attempt : attempts.split(" ")) {
            changed.add(lines.get(1).replace(",1,accepted", "," + attempt));
        }
        Files.write(sent(), changed);
        assertRefused()
                .hasMessage(sent() + ": EventId " + id("sqs", 0) + " has the attempts " + numbers
                        + ": they must be numbered 1, 2, 3 and so on, with at most one outcome each");
    }

    @Test
    void anAttemptThatEndedAtNoTime() throws IOException {
        edit(sent(), ",2026-11-23T01:02:03.001000Z,1", ",,1");
        assertRefused().hasMessage(sent() + ": line 2: Finished: \"\" is empty, where Outcome is not started");
    }

    @Test
    void aMessageBeyondThePlan() throws IOException {
        edit(sent(), id("sqs", 1) + ",sqs,1", id("sqs", 2) + ",sqs,2");
        assertRefused().hasMessage(sent() + ": EventId " + id("sqs", 2) + " is not in the plan");
    }

    @Test
    void aRowThatNobodySentAndThatStandsTwice() throws IOException {
        edit(files.records(), id("sqs", 1), "of-nobody");
        edit(files.records(), id("sqs", 0), "of-nobody");
        assertRefused().hasMessage(files.records() + ": EventId of-nobody stands twice");
    }

    private Path sent() {
        return folder.resolve("sent.csv");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
        return assertThatThrownBy(() -> Analysis.of(files)).isInstanceOf(BadInputException.class);
    }

    private static void cut(Path file, int characters) throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - characters));
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        int at = text.indexOf(from);
        Files.writeString(file, text.substring(0, at) + to + text.substring(at + from.length()));
    }
}

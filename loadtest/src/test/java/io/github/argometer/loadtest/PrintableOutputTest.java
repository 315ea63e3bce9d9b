package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.command.Argometer;
import io.github.argometer.loadtest.run.Interrupt;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Text of others that would command a terminal, or end an XML file, in what we print and write. */
class PrintableOutputTest {

    private static final String EVIL =
            "x\u001b[31m\u001b]0;title\u0007\u009b2J\u202e\u0001]]>&<\ufffe\n✓ sqs  all is well";
    private static final String SHOWN =
            "x\\u001b[31m\\u001b]0;title\\u0007\\u009b2J\\u202e\\u0001]]>&<\\ufffe\\u000a✓ sqs  all is well";
    private static final String COMMANDS = "(?s).*[\\p{Cc}\\p{Cf}&&[^\\n]].*";

    @TempDir
    private Path folder;

    private final TestCommand command = new TestCommand();

    @BeforeEach
    void aRunWithAStrangeRow() throws Exception {
        new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sns", 0, false, 0)
                .row("sqs", 0, 0, 1_000, 1)
                .row("\"" + EVIL + "\"", "sqs", 0, 1_000, 1)
                .in(folder);
    }

    @Test
    void theReportShowsWhatAnEventIdWouldDo() {
        assertThat(command.run("analyse", folder.toString())).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(command.out()).contains("\n         " + SHOWN + "\n").doesNotMatch(COMMANDS);
    }

    @Test
    void onATerminalOnlyOurOwnStylesAreLeft() {
        StringWriter out = new StringWriter();
        CommandLine program = Argometer.commandLine(new Interrupt());
        program.setOut(new PrintWriter(out, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.ON))
                .execute("analyse", folder.toString());
        assertThat(out.toString()).contains(SHOWN, "\u001b[32m✓").doesNotContain("\u001b[31mx", "\u001b]");
        assertThat(out.toString().replaceAll("\u001b\\[[0-9;]+m", "")).doesNotMatch(COMMANDS);
    }

    @Test
    void aComplaintShowsWhatItsValueWouldDo() throws Exception {
        Files.writeString(folder.resolve("limits.json"), "{\"timeoutSeconds\": \"\u009b2J\u001b[2J\"}");
        assertThat(command.run("analyse", folder.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(command.err()).contains("limits.json").doesNotMatch(COMMANDS);
        assertThat(command.run("analyse", "--\u001b[2J")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(command.err()).contains("\\u001b[2J").doesNotMatch(COMMANDS);
    }

    @Test
    void junitIsXmlAndNamesTheRow() throws Exception {
        command.run("analyse", folder.toString());
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("report.xml").toFile())
                .getDocumentElement();
        assertThat(suite.getTextContent()).contains(SHOWN);
    }
}

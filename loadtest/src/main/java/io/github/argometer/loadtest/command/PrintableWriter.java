package io.github.argometer.loadtest.command;

import io.github.argometer.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** What commands write to: text goes on as {@link Printable#text}, with styles on a terminal that has them. */
final class PrintableWriter extends Writer {

    /** Colours and the like, which move nothing. */
    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

    private final PrintWriter out;
    private final boolean styles;

    private PrintableWriter(PrintWriter out, boolean styles) {
        this.out = out;
        this.styles = styles;
    }

    /** Has every command of the program that {@code command} is of write so. */
    static void use(CommandLine command) {
        CommandLine program = command.getCommandSpec().root().commandLine();
        boolean styles = program.getColorScheme().ansi().enabled();
        program.setOut(new PrintWriter(new PrintableWriter(program.getOut(), styles), true));
        program.setErr(new PrintWriter(new PrintableWriter(program.getErr(), false), true));
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        String text = new String(characters, offset, length);
        int end = 0;
        for (Matcher style = STYLE.matcher(text); styles && style.find(); end = style.end()) {
            out.write(Printable.text(text.substring(end, style.start())) + style.group());
        }
        out.write(Printable.text(text.substring(end)));
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }
}

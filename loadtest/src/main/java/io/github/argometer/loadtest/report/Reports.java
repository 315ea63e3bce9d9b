package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.Analysis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a report, beside those of its run: report.html, report.json and report.xml. */
public final class Reports {

    private Reports() {}

    /**
     * Writes them into {@code folder}.
     *
     * @param notes lines that must stand on every report of this run
     * @return the one to be read by people
     * @throws BadInputException where the folder cannot be written
     */
    public static Path write(Analysis analysis, Verdict verdict, List<String> notes, Path folder) {
        try {
            Path html = folder.resolve("report.html");
            HtmlReport.write(analysis, verdict, notes, html);
            JsonReport.write(analysis, verdict, folder.resolve("report.json"));
            JUnitReport.write(analysis, verdict, folder.resolve("report.xml"));
            return html;
        } catch (IOException e) {
            throw new BadInputException("%s: the report cannot be written: %s".formatted(folder, e), e);
        }
    }
}

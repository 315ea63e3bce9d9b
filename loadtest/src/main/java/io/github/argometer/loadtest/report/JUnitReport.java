package io.github.argometer.loadtest.report;

import io.github.argometer.Printable;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.Analysis;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The findings as JUnit XML, which CI systems show: a test case a finding, failed if it is bad. */
final class JUnitReport {

    private JUnitReport() {}

    static void write(Analysis analysis, Verdict verdict, Path file) throws IOException {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            List<Verdict.Finding> findings = verdict.findings();
            long failures = findings.stream().filter(JUnitReport::bad).count();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "argometer " + analysis.plan().runId());
            xml.writeAttribute("tests", String.valueOf(findings.size()));
            xml.writeAttribute("failures", String.valueOf(failures));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("timestamp", analysis.plan().created());
            for (Verdict.Finding finding : findings) {
                testCase(xml, finding);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
        // The writer escapes markup, and passes on what no XML may hold.
        WholeFile.write(file, Printable.text(text.toString()) + "\n");
    }

    private static void testCase(XMLStreamWriter xml, Verdict.Finding finding) throws XMLStreamException {
        String name = finding.text().lines().findFirst().orElse("");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "argometer." + name.split(" ", 2)[0]);
        xml.writeAttribute("name", name);
        if (bad(finding)) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", name);
            xml.writeCharacters(finding.text());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static boolean bad(Verdict.Finding finding) {
        return finding.level() == Verdict.Level.BAD;
    }
}

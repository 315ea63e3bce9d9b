package io.github.argometer.standin.sns;

import java.io.StringWriter;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An answer of the AWS Query protocol.
 *
 * @param status of HTTP
 * @param xml body
 */
record Answer(int status, String xml) {

    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    /** Writes an answer's own part. */
    interface Content {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    /** The answer to {@code action} that has {@code content} in its result. */
    static Answer to(String action, Content content) {
        return new Answer(200, document(action + "Response", xml -> {
            xml.writeStartElement(action + "Result");
            content.write(xml);
            xml.writeEndElement();
            xml.writeStartElement("ResponseMetadata");
            element(xml, "RequestId", UUID.randomUUID().toString());
            xml.writeEndElement();
        }));
    }

    /** The answer to a request that is refused. */
    static Answer error(SnsException error) {
        return new Answer(error.status(), document("ErrorResponse", xml -> {
            xml.writeStartElement("Error");
            element(xml, "Type", "Sender");
            element(xml, "Code", error.code());
            element(xml, "Message", error.getMessage());
            xml.writeEndElement();
            element(xml, "RequestId", UUID.randomUUID().toString());
        }));
    }

    /** {@code <name>text</name>}. */
    static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static String document(String root, Content content) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartElement(root);
            xml.writeDefaultNamespace(NAMESPACE);
            content.write(xml);
            xml.writeEndElement();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}

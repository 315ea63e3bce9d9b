package io.github.argometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void whatCommandsATerminalIsShownByItsNumber() {
        assertThat(Printable.text("a\u001b[2Jb\u0000\u0007\u007f\u009b\u061c\u202e\u2066\u2028\ufeffc\rd"))
                .isEqualTo("a\\u001b[2Jb\\u0000\\u0007\\u007f\\u009b\\u061c\\u202e\\u2066\\u2028\\ufeffc\\u000dd");
        assertThat(Printable.text("\udc00\ud800 \ufffe \udb40\udc01")).isEqualTo("\\udc00\\ud800 \\ufffe \\U000e0001");
    }

    @Test
    void linesAndTheTextOfAllScriptsStay() {
        String text = "zwölf\tété\r\n✓ 30 → 40 %\nمی\u200cخواهم 👩\u200d💻 ";
        assertThat(Printable.text(text)).isSameAs(text);
    }

    @Test
    void aLineStaysOne() {
        assertThat(Printable.line("a\r\nb\tc")).isEqualTo("a\\u000d\\u000ab\\u0009c");
    }

    @Test
    void aStreamMayGetACharacterByteByByte() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = Printable.stream(bytes);
        for (byte octet : "\u009b→👩\u202eé\n".getBytes(StandardCharsets.UTF_8)) {
            out.write(octet);
        }
        out.printf("%s%n", "\u001b[31m✗");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\\u009b→👩\\u202eé\n\\u001b[31m✗\n");
    }

    @Test
    void showsNoSecretOfAUrl() {
        for (String[] shown : new String[][] {
            {"to nats://ops:s3#cr/et@nats:4222, x", "to nats://…@nats:4222, x"},
            {"nats://a:b@one,nats://c:d@two", "nats://…@two"},
            {"http://a/b?token=s3cret&c=d", "http://a/b?token=…&c=d"},
            {"\"http://a/b?api_key=s3cret\" → \"c\"", "\"http://a/b?api_key=…\" → \"c\""},
            {
                "https://hooks.example.com/services/T024BE7LD/B024BE7LH/s3cretS3CRETs3cret → b",
                "https://hooks.example.com/services/T024BE7LD/B024BE7LH/… → b"
            },
            {"https://example.com/hooks/secretSECRETsecret/json", "https://example.com/hooks/…/json"},
            {
                "http://orders-2.shop.svc.cluster.local:8080/incoming-orders-later",
                "http://orders-2.shop.svc.cluster.local:8080/incoming-orders-later"
            },
            {"http://a/b?c=$1\\ mail ops@example.com", "http://a/b?c=$1\\ mail ops@example.com"},
        }) {
            assertThat(Printable.withoutSecrets(shown[0])).isEqualTo(shown[1]);
        }
    }
}

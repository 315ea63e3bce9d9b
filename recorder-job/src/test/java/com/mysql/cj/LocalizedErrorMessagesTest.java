package com.mysql.cj;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.conf.PropertyDefinitions;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LocalizedErrorMessagesTest {

    /** A key that the driver uses for an error too must not be taken for a description. */
    @Test
    void givesEachTextOfTheDriverButDescriptions() throws Exception {
        Properties texts = new Properties();
        try (InputStream in = Messages.class.getResourceAsStream("LocalizedErrorMessages.properties")) {
            texts.load(in);
        }
        List<String> described = PropertyDefinitions.PROPERTY_KEY_TO_PROPERTY_DEFINITION.values().stream()
                .map(definition -> definition.getDescription())
                .toList();
        assertThat(texts.stringPropertyNames()).hasSizeGreaterThan(1_000);
        LocalizedErrorMessages messages = new LocalizedErrorMessages();
        assertThat(texts.stringPropertyNames().stream()
                        .filter(key -> !messages.getString(key).equals(texts.getProperty(key)))
                        .filter(key -> !described.contains(key))
                        .filter(key -> !key.matches("ConnectionProperties\\.(category.+|allVersions)|Milliseconds")))
                .isEmpty();
    }
}

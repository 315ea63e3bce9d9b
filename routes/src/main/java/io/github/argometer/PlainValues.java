package io.github.argometer;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/**
 * What a user sets is a text and no placeholder. Where Camel reads a setting by itself, one that Camel would read otherwise
 * than it is written is refused; what {@link Settings} reads is not concerned.
 */
public final class PlainValues extends DefaultPropertiesParser implements CamelContextAware {

    private static final String OURS = "camel.";

    private CamelContext context;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Takes the place of the context's own parser. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        PropertiesComponent properties = (PropertiesComponent) camelContext.getPropertiesComponent();
        setPropertiesComponent(properties);
        properties.setPropertiesParser(this);
    }

    @Override
    public String parseProperty(String key, String value, PropertiesLookup properties) {
        if (value != null && !key.startsWith(OURS) && isRead(value)) {
            throw new Settings(text -> value).invalid(key, "a text without {{ or }} or \\");
        }
        return value;
    }

    private static boolean isRead(String value) {
        return value.contains("{{") || value.contains("}}") || value.indexOf('\\') >= 0;
    }
}

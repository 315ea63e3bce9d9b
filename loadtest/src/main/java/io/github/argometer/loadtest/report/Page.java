package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in one file, which loads nothing and may load nothing: its policy (Content Security Policy Level 3) names its own style and
 * scripts by their hashes. What it says stands in resources, with {@code {{names}}} where text comes in.
 */
final class Page {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

    private Page() {}

    /**
     * Writes {@code file}.
     *
     * @param title text
     * @param main HTML
     * @param data what report.js draws from
     */
    static void write(Path file, String title, String main, Object data) throws IOException {
        String style = resource("report.css");
        String echarts = resource("echarts.common.min.js");
        String script = resource("report.js");
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s %s"
                .formatted(hash(style), hash(echarts), hash(script));
        WholeFile.write(
                file,
                fill(
                        "page.html",
                        Map.of(
                                "policy", policy,
                                "title", Html.escape(title),
                                "style", style,
                                "main", main,
                                "data", json(data),
                                "echarts", echarts,
                                "script", script)));
    }

    /** The resource {@code name} with {@code values}, which are HTML, in their places. */
    static String fill(String name, Map<String, String> values) throws IOException {
        return NAME.matcher(resource(name)).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException("%s: nothing for {{%s}}".formatted(name, match.group(1)));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** {@code data} as JSON that ends no script: every {@code <} in it is in a string, and escaped. */
    private static String json(Object data) throws JsonProcessingException {
        return JSON.writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

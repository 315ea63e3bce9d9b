package io.github.argometer.loadtest.report;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.compare.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The page of a good, a failing and a one-channel run in a browser. Skipped where there is no Chromium, unless the environment has
 * BROWSER_REQUIRED=true.
 */
class ReportPageIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final int LOST = 70;

    /** It warns of each browser that is newer than it knows. Held, since the logging forgets what nobody holds. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    /** Each element whose text does not fit it, stands beyond the page, or is clipped by what it stands in. */
    private static final String CUT = """
            const cut = [];
            const tell = (element, why) => cut.push(`${why}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') || ''}"> `
              + element.textContent.trim().slice(0, 60));
            const page = document.documentElement;
            if (page.scrollWidth > page.clientWidth) cut.push(`the page scrolls sideways: ${page.scrollWidth} > ${page.clientWidth}`);
            const scrolls = (style) => /auto|scroll/.test(style.overflowX);
            for (const element of document.querySelectorAll('body *')) {
              if (/^(script|style|option|select)$/i.test(element.tagName) || !element.checkVisibility()) continue;
              const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
              if (own.length === 0) continue;
              const style = getComputedStyle(element);
              if (!element.ownerSVGElement && style.display !== 'inline' && !scrolls(style) && element.scrollWidth > element.clientWidth + 1) {
                tell(element, `${element.scrollWidth} px of text in ${element.clientWidth}`);
              }
              for (const node of own) {
                const range = document.createRange();
                range.selectNodeContents(node);
                for (const box of range.getClientRects()) {
                  let free = false;
                  for (let around = element; around && around !== document.body && !free; around = around.parentElement) {
                    const its = getComputedStyle(around);
                    free = scrolls(its);
                    const clips = /hidden|clip/.test(its.overflowX) || around.tagName === 'svg';
                    const edge = around.getBoundingClientRect();
                    if (clips && (box.left < edge.left - 1 || box.right > edge.right + 1)) tell(element, 'clipped');
                  }
                  if (!free && (box.left < -1 || box.right > page.clientWidth + 1)) tell(element, 'beyond the page');
                }
              }
            }
            return [...new Set(cut)];""";

    @TempDir
    private static Path folder;

    private static ChromeDriver browser;

    @BeforeAll
    static void pages() throws Exception {
        SELENIUM.setLevel(Level.SEVERE);
        boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if ("true".equals(System.getenv("BROWSER_REQUIRED"))) {
            assertThat(there).as("%s and %s", CHROMIUM, DRIVER).isTrue();
        }
        assumeTrue(there, () -> "no browser, so the page is not looked at: %s, %s".formatted(CHROMIUM, DRIVER));
        good("good");
        failing("failing");
        bus("bus");
        oneChannel("one-channel");
        comparison("good", "failing");
        browser = browser(true);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.quit();
        }
    }

    @AfterEach
    void nothingWentWrongInTheConsole() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue()
                        || entry.getMessage().contains("Content Security Policy"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "390, screen, light",
        "390, screen, dark",
        "1280, screen, light",
        "1280, screen, dark",
        "1920, screen, light",
        "1920, screen, dark",
        "700, print, light",
        "1280, print, light"
    })
    void noTextIsCut(int width, String media, String scheme) {
        Map<String, List<?>> cut = new LinkedHashMap<>();
        for (String run : List.of("good", "failing", "bus", "one-channel", "comparison")) {
            open(run, width, media, scheme);
            cut.put(run, cut());
        }
        assertThat(cut).allSatisfy((run, texts) -> assertThat(texts).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"good, PASSED", "failing, FAILED", "one-channel, FAILED"})
    void theVerdictStandsFirstAndEveryChartIsDrawn(String run, String verdict) {
        open(run, 1280, "screen", "light");
        assertThat(one("#verdict").getText()).containsIgnoringCase(verdict);
        for (String chart : List.of("spectrum", "histogram", "ecdf", "over-time", "hops", "lateness", "outcomes")) {
            assertThat(all("#" + chart + " canvas, #" + chart + " svg"))
                    .as(chart)
                    .isNotEmpty();
        }
    }

    @Test
    void aComparisonHasBothSidesInItsChartsAndWhatChangedFirst() {
        open("comparison", 1280, "screen", "light");
        assertThat(one("#verdict").getText()).containsIgnoringCase("worse");
        assertThat(one("table caption").getText()).isEqualTo("Changed beyond noise");
        for (String chart : List.of("spectrum", "ecdf", "outcomes")) {
            assertThat(one("#" + chart + " svg").getText()).as(chart).contains("sqs A", "sqs B", "sns A", "sns B");
        }
    }

    @ParameterizedTest
    @CsvSource({"390", "1280"})
    void theSearchFindsAndEachMessageOpensItsJourney(int width) {
        open("failing", width, "screen", "light");
        assertThat(all("#checks li.bad")).hasSizeGreaterThanOrEqualTo(4);

        one("#search").sendKeys(id("sqs", 63));
        assertThat(all("#messages tbody tr")).singleElement().satisfies(row -> assertThat(row.getText())
                .contains(id("sqs", 63)));
        all("#messages tbody tr").get(0).findElement(By.cssSelector("button")).click();
        assertThat(one("#journey").getText()).contains(id("sqs", 63), "accepted", "lost");
        assertThat(cut()).isEmpty();
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        assertThat(one("#journey").isDisplayed()).isFalse();

        all("#messages tbody tr").get(0).findElement(By.cssSelector("button")).sendKeys(Keys.ENTER);
        assertThat(one("#journey").isDisplayed()).as("by the keyboard").isTrue();
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);

        one("#search").clear();
        one("#search").sendKeys("nonsense-that-nobody-sent");
        assertThat(all("#messages tbody tr")).isEmpty();
    }

    @Test
    void aJourneyCountsNoTimeFromWhatIsBesideTheWay() {
        open("bus", 1280, "screen", "light");

        assertThat(journey(id("sns", 5)))
                .containsSubsequence(
                        "sent\n",
                        "accepted\n",
                        "+1.00 ms · 1.00 ms in all · beside the way",
                        "source\n",
                        "+2.00 ms · 2.00 ms in all · source’s clock\n",
                        "Sensor took it\n",
                        "trigger done\n",
                        "+26.0 ms · 30.0 ms in all · bus’s clock · beside the way",
                        "committed\n",
                        "+6.50 ms · 10.5 ms in all",
                        "delivered, duplicated; recorded 2 times");
        assertThat(journey(id("sqs", 7))).endsWith("wrongly dropped (Sensor's filter)");
    }

    @Test
    void theHopsOfAllChannelsStandInTheOrderOfTheWay() {
        open("bus", 1920, "screen", "light");
        assertThat(one("#hops svg").getText())
                .containsSubsequence(
                        "on the bus → Sensor took it",
                        "Sensor took it → committed",
                        "Sensor took it → process started",
                        "process started → received",
                        "received → committed");
    }

    @Test
    void withoutScriptsVerdictChecksAndTablesStand() {
        ChromeDriver plain = browser(false);
        try {
            plain.get(page("failing"));
            assertThat(plain.findElement(By.id("verdict")).getText()).containsIgnoringCase("failed");
            assertThat(plain.findElements(By.cssSelector("#checks li.bad"))).allMatch(WebElement::isDisplayed);
            assertThat(plain.findElements(By.cssSelector("table"))).hasSizeGreaterThan(5);
            assertThat(plain.findElement(By.id("messages")).getText()).contains(id("sqs", 63));
            assertThat(plain.findElement(By.id("search")).isDisplayed()).isFalse();
        } finally {
            plain.quit();
        }
    }

    private static ChromeDriver browser(boolean scripts) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setCapability("goog:loggingPrefs", logs);
        if (!scripts) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    private static void open(String run, int width, String media, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.get(page(run));
    }

    private static String page(String run) {
        return folder.resolve(run)
                .resolve(run.equals("comparison") ? "comparison.html" : "report.html")
                .toUri()
                .toString();
    }

    private static String journey(String eventId) {
        one("#search").clear();
        one("#search").sendKeys(eventId);
        one("#messages tbody button").click();
        String text = one("#journey").getText();
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        return text;
    }

    private static List<?> cut() {
        return (List<?>) browser.executeScript(CUT);
    }

    private static WebElement one(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    private static void good(String run) throws Exception {
        RunFixture fixture = new RunFixture(300, 300, 300);
        for (int number = 0; number < 300; number++) {
            long sent = number * 10_000L;
            fixture.accepted("sqs", number, true, sent)
                    .row(
                            "sqs",
                            number,
                            sent,
                            sent + 400_000 + number * 3_000L,
                            1,
                            sent + 5_000,
                            sent + 9_000,
                            sent + 20_000)
                    .accepted("sns", number, true, sent)
                    .row("sns", number, sent, sent + 10_000 + number * 100L, 1);
        }
        RunFiles files = fixture.in(Files.createDirectory(folder.resolve(run)));
        // a mark over time, on the logarithmic scale that medians so far apart begin with
        Files.writeString(
                files.plan(), Files.readString(files.plan()).replace("\"seed\"", "\"warmupMessages\": 20, \"seed\""));
        Files.writeString(
                files.folder().resolve("cluster.json"),
                "{\"taken\": \"2026-11-23T01:03:00Z\", \"channels\": {}, \"restarts\": [{\"pod\": \"p\", \"container\": \"main\","
                        + " \"at\": \"2026-11-23T01:02:04Z\", \"reason\": \"OOMKilled\"}]}");
        write(files);
    }

    /** Lost, wrongly passed, duplicated, late and unexpected, of some minutes' delay each. */
    private static void failing(String run) throws Exception {
        RunFixture fixture = new RunFixture(200, 150, 150);
        for (int number = 0; number < 200; number++) {
            long sent = number * 1_000_000L;
            boolean expected = number < 150;
            fixture.accepted("sqs", number, expected, sent).accepted("sns", number, expected, sent);
            if (number >= LOST && number < 155) {
                int deliveries = number % 20 == 0 ? 3 : 1;
                fixture.row("sqs", number, sent, sent + 100_000_000L + number * 7_777_777L, deliveries);
            }
            if (number < 150) {
                fixture.row("sns", number, sent, sent + number * 123_457L - 2_000_000, 1);
            }
        }
        fixture.row(id("sqs", 999), "sqs", 0, 5_000_000, 1).row("<b>x</b>\u0007" + "y".repeat(200), "sqs", 0, 1_000, 1);
        write(fixture.in(Files.createDirectory(folder.resolve(run))));
    }

    /** All that a bus tells; one message is dropped by the Sensor's filter, and one delivered twice. */
    private static void bus(String run) throws Exception {
        RunFixture fixture = new RunFixture(100, 100, 100);
        for (int number = 0; number < 100; number++) {
            long sent = number * 10_000L;
            fixture.accepted("sqs", number, true, sent)
                    .event("sqs", number, sent + 5_000, sent + 6_000)
                    .acknowledged("sqs", sent + 7_000, sent + 30_000)
                    .accepted("sns", number, true, sent)
                    .row("sns", number, sent, sent + 10_000 + number * 100L, number == 5 ? 2 : 1)
                    .event("sns", number, sent + 2_000, sent + 3_000)
                    .acknowledged("sns", sent + 4_000, sent + 30_000);
            if (number != 7) {
                fixture.row(
                        "sqs", number, sent, sent + 900_000 + number * 1_000L, 1, sent, sent + 300_000, sent + 600_000);
            }
        }
        RunFiles files = fixture.in(Files.createDirectory(folder.resolve(run)));
        Files.writeString(files.busState(), """
                {"events": 200, "gone": 0, "anew": false, "sampled": true, "samplesMissed": 0}""");
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"busPending": 0,
                  "verdicts": [{"payloadId": 4, "author": "Ankur", "source": "passes", "sensor": "drops"}]}}}""");
        write(files);
    }

    /** Millions of messages planned, of which most were never sent. */
    private static void oneChannel(String run) throws Exception {
        RunFixture fixture = new RunFixture(12_345_678, 12_345_678, 0);
        for (int number = 0; number < 40; number++) {
            long sent = number * 100_000L;
            fixture.accepted("sqs", number, true, sent).row("sqs", number, sent, sent + 123_456_789L * (number + 1), 1);
        }
        RunFiles files = fixture.in(Files.createDirectory(folder.resolve(run)));
        Files.writeString(files.plan(), Files.readString(files.plan()).replace("\"sns\": 0, ", ""));
        write(files);
    }

    private static void comparison(String first, String second) throws IOException {
        List<ChannelSample.OfRun> before = List.of(ChannelSample.of(new RunFiles(folder.resolve(first)), ""));
        List<ChannelSample.OfRun> after = List.of(ChannelSample.of(new RunFiles(folder.resolve(second)), ""));
        ComparisonPage.write(
                folder.resolve("comparison"),
                folder.resolve(first) + "\n   INTERRUPTED after 3 s",
                folder.resolve(second).toString(),
                List.of("messages: 300 and 200"),
                List.of("Argo Events: v1.9.2 and v1.9.11"),
                before,
                after,
                Comparison.of(
                        List.of(before.get(0).channels()), List.of(after.get(0).channels())));
    }

    private static void write(RunFiles files) throws IOException {
        new WhatWasRun(
                        "java -jar loadtest/target/loadtest.jar run --messages=12345678 --seed=-7103494473105889333 -D 'send.steps="
                                + "10x60,".repeat(40) + "'",
                        Map.of("Kubernetes", "v1.34.1", "Argo Events", "v1.9.6"),
                        Map.of("context", "arn:aws:eks:eu-west-3:000000000000:cluster/" + "long-name-".repeat(8)),
                        Map.of("send.batch", "10"))
                .write(files.folder());
        Analysis analysis = Analysis.of(
                files, new Analysis.Options("", Duration.ofSeconds(400), Optional.of(files.folder()), false));
        Report.write(
                analysis,
                Verdict.of(analysis, new Thresholds(false, List.of())),
                List.of("Delays are those of a test."),
                files.folder());
    }
}

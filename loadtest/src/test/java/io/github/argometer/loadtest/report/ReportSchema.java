package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Holds every {@code report.json} that a test leaves in its temporary folders, by whatever process, against the shipped schema. JUnit
 * finds it under META-INF/services, for all tests of this module.
 */
public final class ReportSchema implements AfterEachCallback, AfterAllCallback, InvocationInterceptor {

    private static final JsonSchema SCHEMA = schema();

    /** Where the tests on a cluster have their runs. */
    private static final Path ON_A_CLUSTER = Path.of("target", "cluster-it");

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        test.proceed();
        checkArguments(method);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        test.proceed();
        checkArguments(method);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getRequiredTestInstances().getAllInstances().forEach(test -> AnnotationSupport.findAnnotatedFieldValues(
                        test, TempDir.class, Path.class)
                .forEach(ReportSchema::checkAll));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        AnnotationSupport.findAnnotatedFieldValues(context.getRequiredTestClass(), TempDir.class, Path.class)
                .forEach(ReportSchema::checkAll);
        checkAll(ON_A_CLUSTER);
    }

    private static void checkArguments(ReflectiveInvocationContext<Method> method) {
        for (Object argument : method.getArguments()) {
            if (argument instanceof Path folder) {
                checkAll(folder);
            }
        }
    }

    /** Those below {@code folder} that these tests have made. */
    private static void checkAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Stream<Path> files = Files.find(
                folder,
                8,
                (file, attributes) -> file.endsWith("report.json")
                        && attributes.lastModifiedTime().toMillis() >= start)) {
            files.forEach(ReportSchema::check);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Path report) {
        try {
            assertThat(faults(Files.readString(report)))
                    .as("%s against report.schema.json", report)
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code report} has that the schema does not allow. */
    static List<String> faults(String report) {
        return SCHEMA.validate(report, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static JsonSchema schema() {
        try (InputStream in = JsonReport.class.getResourceAsStream("/report.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

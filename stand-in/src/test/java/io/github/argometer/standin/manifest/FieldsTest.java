package io.github.argometer.standin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.argo.ArgoPod;
import io.github.argometer.loadtest.argo.EventBus;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Sensor;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** Every field that a manifest may have is acted on, must have the one value that is acted on, or says why it is not read. */
class FieldsTest {

    private static final List<Class<?>> ROOTS = List.of(
            EventSource.class,
            Sensor.class,
            JobManifest.class,
            Workload.class,
            Service.class,
            EventBus.class,
            Coverage.KnownPods.class,
            Coverage.ConfigMap.class,
            Manifests.Secret.class,
            Kustomization.class);

    private final Set<Class<?>> model = new HashSet<>();
    private final Set<String> calls = new HashSet<>();

    @Test
    void everyFieldIsReadOrSaysWhyNot() throws Exception {
        ROOTS.forEach(this::collect);
        readClasses();
        Set<String> silent = new TreeSet<>();
        for (Class<?> type : model) {
            for (Field.Unread unread : type.getAnnotationsByType(Field.Unread.class)) {
                assertThat(unread.value()).as(name(type)).hasSizeGreaterThan(10);
                assertThat(unread.fields()).as(name(type)).isNotEmpty();
                assertThat(type.getRecordComponents())
                        .extracting(RecordComponent::getName)
                        .doesNotContain(unread.fields());
            }
            for (RecordComponent component : type.getRecordComponents()) {
                Field.Unread unread = component.getAnnotation(Field.Unread.class);
                boolean excused = component.isAnnotationPresent(Field.Only.class) || unread != null;
                if (!excused && !calls.contains(name(type) + "." + component.getName())) {
                    silent.add(name(type) + "." + component.getName());
                }
                if (unread != null) {
                    assertThat(unread.value()).as(name(type)).hasSizeGreaterThan(10);
                }
            }
        }
        assertThat(silent).isEmpty();
        assertThat(model).hasSizeGreaterThan(40);
    }

    @Test
    void theWalkSeesAFieldThatNobodyReads() throws Exception {
        readClasses();
        assertThat(calls)
                .contains(name(EventSource.Sqs.class) + ".queue", name(EventSource.Filter.class) + ".expression")
                .doesNotContain(name(ArgoPod.class) + ".container");
    }

    private void collect(Type type) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(this::collect);
        } else if (type instanceof Class<?> found && found.isRecord() && model.add(found)) {
            for (RecordComponent component : found.getRecordComponents()) {
                collect(component.getGenericType());
            }
        }
    }

    /** All methods that model and stand-in call or refer to, but for a record's own constructor and generated methods. */
    private void readClasses() throws IOException, URISyntaxException {
        List<byte[]> classes = new ArrayList<>();
        for (Class<?> one : List.of(EventSource.class, Manifests.class)) {
            Path place = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                addAll(place, one, classes);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    addAll(jar.getPath("/"), one, classes);
                }
            }
        }
        assertThat(classes).hasSizeGreaterThan(80);
        for (byte[] one : classes) {
            new ClassReader(one)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String type, String signature, String[] thrown) {
                                    return new Calls(name);
                                }
                            },
                            0);
        }
    }

    /** The readers of a command that reads a cluster do not count: loadtest's own model does, and all of the stand-in. */
    private static void addAll(Path root, Class<?> one, List<byte[]> classes) throws IOException {
        String module = one == EventSource.class ? "io/github/argometer/loadtest/argo" : "io/github/argometer/standin";
        try (Stream<Path> walk = Files.walk(root.resolve(module))) {
            for (Path file :
                    walk.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.add(Files.readAllBytes(file));
            }
        }
    }

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private final class Calls extends MethodVisitor {

        private final String method;

        Calls(String method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        /** A record's own methods look at its fields without their accessors, which look at them too. */
        @Override
        public void visitFieldInsn(int code, String owner, String name, String type) {
            if (code == Opcodes.GETFIELD && !name.equals(method)) {
                calls.add(owner + "." + name);
            }
        }

        @Override
        public void visitMethodInsn(int code, String owner, String name, String type, boolean isInterface) {
            calls.add(owner + "." + name);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle && handle.getTag() == Opcodes.H_INVOKEVIRTUAL) {
                    calls.add(handle.getOwner() + "." + handle.getName());
                }
            }
        }
    }
}

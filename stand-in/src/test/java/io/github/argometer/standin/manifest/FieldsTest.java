package io.github.argometer.standin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
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
            Deployment.class,
            Service.class,
            EventBus.class,
            Server.class,
            ConfigMap.class,
            SecretManifest.class,
            Kustomization.class);

    private final Set<Class<?>> model = new HashSet<>();
    private final Set<String> calls = new HashSet<>();

    @Test
    void everyFieldIsReadOrSaysWhyNot() throws IOException {
        ROOTS.forEach(this::collect);
        readClasses();
        Set<String> silent = new TreeSet<>();
        for (Class<?> type : model) {
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
    void theWalkSeesAFieldThatNobodyReads() throws IOException {
        readClasses();
        assertThat(calls)
                .contains(name(EventSource.Sqs.class) + ".queue", name(EventSource.Filter.class) + ".expression")
                .doesNotContain(name(ArgoPod.class) + ".priorityClassName");
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

    /** All methods that the program calls or refers to, but for a record's own constructor and generated methods. */
    private void readClasses() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of("target/classes/io/github/argometer/standin"))) {
            files = walk.filter(file -> file.toString().endsWith(".class")).toList();
        }
        assertThat(files).hasSizeGreaterThan(80);
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                new ClassReader(in)
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

package io.ec2cluster.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Gives the classes of a package in a jar stack maps, as if compiled for Java 8.
 *
 * <p>The parser's classes are compiled for Java 5. The virtual machine verifies such classes by the
 * old, slow verifier and keeps them out of its archives ("Old class has been linked",
 * InstanceKlass::can_be_verified_at_dumptime): 55 of the 185 ms of processor time of {@code
 * --version}. Nothing else in the classes is changed, and equal input gives equal bytes.
 */
public final class StackMaps {
  private static final int VERSION = Opcodes.V1_8;

  private StackMaps() {}

  /** Takes the jar and the package as a path. */
  public static void main(String[] args) throws IOException {
    JarEdit.in(
        Path.of(args[0]),
        jar -> {
          for (Path file : classes(jar.getPath(args[1]))) {
            rewrite(file);
          }
        });
  }

  private static List<Path> classes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
  }

  private static void rewrite(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    new ClassReader(Files.readAllBytes(file)).accept(new Modern(writer), ClassReader.SKIP_FRAMES);
    Files.write(file, writer.toByteArray());
    Files.setLastModifiedTime(file, time);
  }

  /** Raises the version of a class. */
  private static final class Modern extends ClassVisitor {
    Modern(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        String superName,
        String[] interfaces) {
      super.visit(Math.max(version, VERSION), access, name, signature, superName, interfaces);
    }
  }
}

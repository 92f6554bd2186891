package io.ec2cluster.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.EngineModule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Java source of a plug-in, compiled and put into a jar as its author would.
 *
 * @param type the class, with its package
 * @param code its source
 * @param provides whether the jar names the class as an engine
 * @param builtAgainst the version of ec2cluster in its manifest
 */
record PluginSource(String type, String code, boolean provides, Optional<String> builtAgainst) {
  private static final String ENGINE =
      """
      package %1$s;

      import io.ec2cluster.config.NoSettings;
      import io.ec2cluster.spi.*;
      import java.util.List;

      public final class Engine implements EngineModule {
        public String id() { return "%2$s"; }
        public String summary() { return "an engine of somebody else"; }
        public List<Operation<?>> operations() {
          return List.of(new Change<>("try", "try it", NoSettings.class, (context, options) -> plan()));
        }
        private static Plan plan() {
          return Plan.builder().step(Step.named("do it").action(context -> { %3$s })).build();
        }
      }
      """;

  /** An engine with one operation, {@code try}, of one step that does this. */
  static PluginSource engine(String folder, String id, String action) {
    return new PluginSource(
        folder + ".Engine", ENGINE.formatted(folder, id, action), true, Optional.empty());
  }

  /** A class that an engine may need. */
  static PluginSource library(String type, String code) {
    return new PluginSource(type, code, false, Optional.empty());
  }

  PluginSource builtAgainst(String version) {
    return new PluginSource(type, code, provides, Optional.of(version));
  }

  /** Compiles it against what this test sees and these jars, and makes a jar of it. */
  Path jar(Path jar, Path... libraries) throws IOException {
    Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), ".classes");
    compile(classes, List.of(libraries));
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream output = new JarOutputStream(file, manifest());
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path path : compiled.filter(Files::isRegularFile).toList()) {
        output.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        output.write(Files.readAllBytes(path));
      }
      if (provides) {
        output.putNextEntry(new JarEntry("META-INF/services/" + EngineModule.class.getName()));
        output.write(type.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "7.1");
    builtAgainst.ifPresent(
        version -> manifest.getMainAttributes().putValue(BuiltAgainst.ATTRIBUTE, version));
    return manifest;
  }

  private void compile(Path classes, List<Path> libraries) throws IOException {
    Path source = classes.resolveSibling(type.substring(type.lastIndexOf('.') + 1) + ".java");
    Files.writeString(source, code);
    List<String> classPath = new ArrayList<>();
    libraries.forEach(jar -> classPath.add(jar.toString()));
    classPath.add(System.getProperty("java.class.path"));
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-cp", String.join(":", classPath)),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }
}

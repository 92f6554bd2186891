package io.ec2cluster.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderIT {
  private static final String NOTHING = "";
  private static final Optional<String> RUNNING = Optional.of("0.1.0");

  private final Path folder;

  PluginFolderIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aJarAndAFolderOfJarsArePlugInsAndTellWhereTheyCameFrom() throws Exception {
    Path single = PluginSource.engine("a", "single", NOTHING).jar(folder.resolve("single.jar"));
    Path library =
        PluginSource.library(
                "lib.Words",
                "package lib; public class Words { public static String one() { return \"one\"; } }")
            .jar(folder(folder.resolve("many")).resolve("words.jar"));
    PluginSource.engine("b", "many", "context.note(lib.Words.one());")
        .jar(folder.resolve("many/engine.jar"), library);
    Files.writeString(folder.resolve("README"), "no plug-in");
    Files.createDirectory(folder.resolve(".hidden"));

    EngineCatalog catalog = load();

    assertThat(catalog.problems()).isEmpty();
    assertThat(catalog.entries().stream().map(EngineCatalog.Entry::source))
        .containsExactly(folder.resolve("many/engine.jar").toString(), single.toString());
    assertThat(catalog.entries().stream().map(EngineCatalog.Entry::version)).containsOnly("7.1");
    assertThat(tried(catalog, "many").notes()).containsExactly("one");
  }

  @Test
  void eachPlugInSeesItsOwnVersionOfALibrary() throws Exception {
    for (String version : List.of("1", "2")) {
      Path library =
          PluginSource.library(
                  "lib.Version",
                  "package lib; public class Version { public static String it() { return \"%s\"; } }"
                      .formatted(version))
              .jar(folder(folder.resolve(version)).resolve("lib.jar"));
      PluginSource.engine("v" + version, "engine-" + version, "context.note(lib.Version.it());")
          .jar(folder.resolve(version).resolve("engine.jar"), library);
    }

    EngineCatalog catalog = load();

    assertThat(tried(catalog, "engine-1").notes()).containsExactly("1");
    assertThat(tried(catalog, "engine-2").notes()).containsExactly("2");
  }

  @Test
  void librariesOfEc2clusterAndItsOtherEnginesAreNotSeen() throws Exception {
    for (String type :
        List.of(
            "com.google.common.base.Strings", "io.ec2cluster.cli.Main", "picocli.CommandLine")) {
      PluginSource.engine("a", "curious", "context.note(\"\" + %s.class);".formatted(type))
          .jar(folder.resolve("curious.jar"));

      assertThat(load().problems())
          .singleElement()
          .asString()
          .contains(
              folder.resolve("curious.jar").toString(), "is left out", "a.Engine needs " + type);
    }
  }

  @Test
  void internalClassesOfCoreAreNotSeen() throws Exception {
    PluginSource.engine(
            "a",
            "curious",
            "new io.ec2cluster.internal.process.ProcessCommands(java.util.Map.of());")
        .jar(folder.resolve("curious.jar"));

    assertThat(load().problems())
        .singleElement()
        .asString()
        .contains("io.ec2cluster.internal.process.ProcessCommands", "public packages");
  }

  @Test
  void theLoaderIsTheContextsWhileThePlugInsCodeRunsAndOnlyThen() throws Exception {
    PluginSource.engine(
            "a",
            "aware",
            "context.note(\"\" + (Thread.currentThread().getContextClassLoader() == Engine.class.getClassLoader()));")
        .jar(folder.resolve("aware.jar"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    Report report = tried(load(), "aware");

    assertThat(report.notes()).containsExactly("true");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void aMissingClassIsNamedAndOtherPlugInsAreUsed() throws Exception {
    Path library =
        PluginSource.library(
                "lib.Gone", "package lib; public class Gone { public static void it() {} }")
            .jar(folder.resolve("gone.jar"));
    PluginSource.engine("a", "needy", "lib.Gone.it();").jar(folder.resolve("needy.jar"), library);
    PluginSource.engine("b", "happy", NOTHING).jar(folder.resolve("happy.jar"));
    Files.delete(library);

    EngineCatalog catalog = load();

    assertThat(ids(catalog)).containsExactly("happy");
    assertThat(catalog.problems())
        .singleElement()
        .asString()
        .contains("needy.jar", "a.Engine needs lib.Gone", "put the jar that has it beside");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> catalog.get("needy"))
        .withMessageContaining("lib.Gone");
  }

  @Test
  void ofTwoWithOneIdTheFirstIsUsedAndBothAreNamed() throws Exception {
    PluginSource.engine("a", "twin", NOTHING).jar(folder.resolve("1.jar"));
    PluginSource.engine("b", "twin", NOTHING).jar(folder.resolve("2.jar"));
    PluginSource.engine("c", "init", NOTHING).jar(folder.resolve("3.jar"));

    EngineCatalog catalog = load();

    assertThat(ids(catalog)).containsExactly("twin");
    assertThat(catalog.entries().get(0).source()).endsWith("1.jar");
    assertThat(catalog.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("a.Engine") && problem.contains("b.Engine"))
        .anyMatch(problem -> problem.contains("3.jar") && problem.contains("'init'"));
  }

  @Test
  void anotherMajorVersionOfEc2clusterIsNamed() throws Exception {
    PluginSource.engine("a", "later", NOTHING).builtAgainst("2.0.0").jar(folder.resolve("a.jar"));
    PluginSource.engine("b", "same", NOTHING).builtAgainst("0.1.7").jar(folder.resolve("b.jar"));

    EngineCatalog catalog = load();

    assertThat(ids(catalog)).containsExactly("same");
    assertThat(catalog.problems())
        .containsExactly(
            "the plug-in %s is left out: it was built against ec2cluster 2.0.0, and this is 0.1.0; install one that was built against 0.1"
                .formatted(folder.resolve("a.jar")));
  }

  @Test
  void whatIsNoPlugInIsNamed() throws Exception {
    Files.writeString(folder.resolve("text.jar"), "no jar");
    Files.createDirectory(folder.resolve("empty"));
    PluginSource.library("lib.Alone", "package lib; public class Alone {}")
        .jar(folder.resolve("library.jar"));

    assertThat(load().problems())
        .hasSize(3)
        .anyMatch(problem -> problem.contains("text.jar"))
        .anyMatch(problem -> problem.contains("empty is left out: no jar in it has"))
        .anyMatch(problem -> problem.contains("library.jar is left out: no jar in it has"));
  }

  @Test
  void aFolderThatWasAskedForMustBeThere() {
    Path none = folder.resolve("none");
    for (Optional<PluginFolder> asked :
        List.of(
            PluginFolder.find(Optional.of(none.toString()), Map.of()),
            PluginFolder.find(Optional.empty(), Map.of(PluginFolder.VARIABLE, none.toString())))) {
      assertThatExceptionOfType(UsageException.class)
          .isThrownBy(() -> asked.orElseThrow().addTo(own(), loader(), RUNNING))
          .withMessageContaining(none.toString())
          .withMessageMatching("(?s).*(--plugins|EC2CLUSTER_PLUGINS).*");
    }
  }

  @Test
  void optionGoesBeforeVariableAndAnEmptyVariableMeansNone() {
    Map<String, String> variable = Map.of(PluginFolder.VARIABLE, "/b");

    assertThat(PluginFolder.find(Optional.of("/a"), variable).orElseThrow().again())
        .containsExactly("--plugins", "/a");
    assertThat(PluginFolder.find(Optional.empty(), variable).orElseThrow().again())
        .containsExactly("--plugins", "/b");
    assertThat(PluginFolder.find(Optional.empty(), Map.of(PluginFolder.VARIABLE, ""))).isEmpty();
  }

  private EngineCatalog load() {
    return PluginFolder.find(Optional.of(folder.toString()), Map.of())
        .orElseThrow()
        .addTo(own(), loader(), RUNNING);
  }

  private static EngineCatalog own() {
    return EngineCatalog.of();
  }

  private static ClassLoader loader() {
    return PluginFolderIT.class.getClassLoader();
  }

  private static List<String> ids(EngineCatalog catalog) {
    return catalog.entries().stream().map(entry -> entry.module().id()).toList();
  }

  private static Report tried(EngineCatalog catalog, String id) throws InterruptedException {
    EngineModule module = catalog.get(id);
    FakeOperationContext context = FakeOperationContext.builder().build();
    Report report = context.run(plan((Change<?>) module.operations().get(0), context));
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    return report;
  }

  private static <O extends Record> Plan plan(Change<O> change, FakeOperationContext context)
      throws InterruptedException {
    return change.planner().plan(context, change.options().cast(new NoSettings()));
  }

  private static Path folder(Path path) throws IOException {
    return Files.createDirectories(path);
  }
}

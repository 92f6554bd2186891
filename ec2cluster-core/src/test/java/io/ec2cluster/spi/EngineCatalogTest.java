package io.ec2cluster.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.UsageException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCatalogTest {
  private final Path folder;

  EngineCatalogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void modulesAreFoundByTheirIdAndListedInOrder() {
    EngineCatalog catalog = EngineCatalog.of(new Zebra(), new Apple());

    assertThat(catalog.get("apple")).isInstanceOf(Apple.class);
    assertThat(catalog.find("zebra")).containsInstanceOf(Zebra.class);
    assertThat(catalog.find("none")).isEmpty();
    assertThat(catalog.entries().stream().map(entry -> entry.module().id()))
        .containsExactly("apple", "zebra");
    assertThat(catalog.problems()).isEmpty();
  }

  @Test
  void unknownIdIsAnsweredWithThoseThereAre() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> EngineCatalog.of(new Zebra(), new Apple()).get("pear"))
        .withMessageContaining("'pear'")
        .withMessageContaining("apple, zebra");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> EngineCatalog.of().get("pear"))
        .withMessageContaining("none at all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Apple",
        "1st",
        "a_b",
        "a.b",
        "a b",
        "-a",
        "a-",
        "init",
        "lease",
        "cluster",
        "local-dir",
        "help",
        "schedule"
      })
  void idThatCannotBeUsedIsRefusedWithItsClass(String id) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> EngineCatalog.of(new Named(id)))
        .withMessageContaining("'" + id + "'")
        .withMessageContaining(Named.class.getName());
  }

  @Test
  void duplicateIsRefusedWithBothClasses() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> EngineCatalog.of(new Apple(), new Named("apple")))
        .withMessageContaining(Apple.class.getName())
        .withMessageContaining(Named.class.getName());
  }

  @Test
  void brokenProvidersAreNamedAndHideNoOthers() throws IOException {
    ClassLoader loader =
        providers(
            "com.example.Missing",
            Apple.class.getName(),
            Throwing.class.getName(),
            NoModule.class.getName(),
            Unlinked.class.getName(),
            Unspeakable.class.getName(),
            Second.class.getName(),
            Reserved.class.getName(),
            Zebra.class.getName());

    EngineCatalog catalog = EngineCatalog.discover(loader);

    assertThat(catalog.entries().stream().map(entry -> entry.module().id()))
        .contains("apple", "zebra")
        .doesNotContain("init");
    assertThat(catalog.get("apple")).as("the first is kept").isInstanceOf(Apple.class);
    assertThat(catalog.problems()).hasSize(7);
    assertThat(catalog.problems())
        .anySatisfy(problem -> assertThat(problem).contains("com.example.Missing"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains(Throwing.class.getName()).contains("no licence"))
        .anySatisfy(problem -> assertThat(problem).contains(NoModule.class.getName()))
        .anySatisfy(
            problem ->
                assertThat(problem).contains(Unlinked.class.getName()).contains("com/example/Gone"))
        .anySatisfy(problem -> assertThat(problem).contains(Unspeakable.class.getName()))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains(Second.class.getName())
                    .contains(Apple.class.getName()))
        .anySatisfy(problem -> assertThat(problem).contains(Reserved.class.getName()));
  }

  @Test
  void providerThatCannotEvenBeLoadedIsNamed() throws IOException {
    ClassLoader files = providers("com.example.Unloadable", Zebra.class.getName());
    ClassLoader loader =
        new ClassLoader(files) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals("com.example.Unloadable")) {
              throw new NoClassDefFoundError("com/example/Gone");
            }
            return super.loadClass(name, resolve);
          }
        };

    EngineCatalog catalog = EngineCatalog.discover(loader);

    assertThat(catalog.find("zebra")).isPresent();
    assertThat(catalog.problems())
        .singleElement()
        .asString()
        .contains("com.example.Unloadable")
        .contains("com/example/Gone");
  }

  @Test
  void unreadableProviderFileIsAProblemAndNoEndlessLoop() throws IOException {
    EngineCatalog catalog = EngineCatalog.discover(providers("not a class name!"));

    assertThat(catalog.problems()).hasSize(1);
  }

  @Test
  void moduleSaysWhereItCameFrom() throws IOException {
    EngineCatalog catalog = EngineCatalog.discover(providers(Zebra.class.getName()));

    assertThat(catalog.entries())
        .filteredOn(entry -> entry.module() instanceof Zebra)
        .singleElement()
        .satisfies(entry -> assertThat(entry.source()).endsWith("test-classes"))
        .satisfies(entry -> assertThat(entry.version()).isEmpty());
  }

  private ClassLoader providers(String... classes) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(EngineModule.class.getName()), List.of(classes));
    return new URLClassLoader(new URL[] {url(folder)}, getClass().getClassLoader());
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  /** A module. */
  public static class Named implements EngineModule {
    private final String id;

    Named(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "A test's " + id;
    }
  }

  /** Fine. */
  public static final class Apple extends Named {
    public Apple() {
      super("apple");
    }
  }

  /** Fine. */
  public static final class Zebra extends Named {
    public Zebra() {
      super("zebra");
    }
  }

  /** Takes the id of another. */
  public static final class Second extends Named {
    public Second() {
      super("apple");
    }
  }

  /** Takes the name of a command. */
  public static final class Reserved extends Named {
    public Reserved() {
      super("init");
    }
  }

  /** Cannot be made. */
  public static final class Throwing extends Named {
    public Throwing() {
      super("throwing");
      throw new IllegalStateException("no licence");
    }
  }

  /** Lacks a class. */
  public static final class Unlinked extends Named {
    public Unlinked() {
      super("unlinked");
      throw new NoClassDefFoundError("com/example/Gone");
    }
  }

  /** Does not say its id. */
  public static final class Unspeakable extends Named {
    public Unspeakable() {
      super("unspeakable");
    }

    @Override
    public String id() {
      throw new IllegalStateException("dumb");
    }
  }

  /** Is no module. */
  public static final class NoModule {}
}

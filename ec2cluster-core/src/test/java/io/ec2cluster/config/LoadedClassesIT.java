package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.internal.template.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start-up time is a promise: what a run does not need is not loaded. */
class LoadedClassesIT {
  private static final String YAML = "yaml";
  private static final String DATA_BINDING = "jackson.databind";
  private static final String MUSTACHE = "mustachejava";

  /** Loads the file that is named, or none, and fills a template. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    ConfigurationScope scope = ConfigurationScope.of(Map.of(), Map.of()).withStandardFile(file);
    ClusterSettings settings = Configuration.load(Optional.empty(), scope).cluster();
    Template template = settings.dns().primaryName().orElse(Template.of("plain"));
    String name = Templates.render(template, settings.templateSyntax(), Map.of("cluster", "a"));
    System.out.println("rendered " + name);
  }

  @Test
  void nothingOfYamlIsLoadedForJsonOrWithoutAFile(@TempDir Path directory) throws IOException {
    Path json =
        Files.writeString(
            directory.resolve("config.json"), "{\"dns\": {\"primary-name\": \"p.{{cluster}}\"}}");

    assertThat(output(json))
        .contains("rendered p.a")
        .noneMatch(line -> line.contains(YAML) || line.contains(DATA_BINDING));
    assertThat(output(directory.resolve("absent.yaml")))
        .contains("rendered plain")
        .noneMatch(
            line -> line.contains(YAML) || line.contains(DATA_BINDING) || line.contains(MUSTACHE));
  }

  @Test
  void dataBindingIsNotLoadedForYamlEither(@TempDir Path directory) throws IOException {
    Path yaml =
        Files.writeString(
            directory.resolve("config.yaml"), "dns:\n  primary-name: \"p.{{cluster}}\"\n");

    assertThat(output(yaml))
        .contains("rendered p.a")
        .anyMatch(line -> line.contains(YAML))
        .noneMatch(line -> line.contains(DATA_BINDING));
  }

  /** What the process prints, without the names of files and of this class's own folders. */
  private static List<String> output(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:class+load=info:stdout:none",
                "-cp",
                System.getProperty("java.class.path"),
                LoadedClassesIT.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
      return lines.map(line -> line.replaceFirst(" source: .*", "")).toList();
    } finally {
      process.destroy();
    }
  }
}

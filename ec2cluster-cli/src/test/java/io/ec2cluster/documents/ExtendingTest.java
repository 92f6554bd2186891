package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine in {@code docs/extending.md} is the project that the build compiles and tests. */
class ExtendingTest {
  private static final Path PROJECT = Path.of("src", "it", "memcached");
  private static final String FOR_THE_BUILD_ALONE = "invoker.properties";

  @Test
  void theTextHoldsEveryFileOfTheProjectAsItIs() throws IOException {
    Map<String, String> project = new TreeMap<>();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        project.put(PROJECT.relativize(file).toString(), Files.readString(file));
      }
    }
    project.remove(FOR_THE_BUILD_ALONE);

    assertThat(Document.read("extending.md").files()).isEqualTo(project);
  }

  @Test
  void theEngineHasFewerThan150Lines() throws IOException {
    long lines =
        Document.read("extending.md").files().entrySet().stream()
            .filter(file -> file.getKey().startsWith("src/main/java/"))
            .flatMap(file -> file.getValue().lines())
            .filter(line -> !line.isBlank() && !line.startsWith("import "))
            .count();

    assertThat(lines).isBetween(50L, 149L);
  }
}

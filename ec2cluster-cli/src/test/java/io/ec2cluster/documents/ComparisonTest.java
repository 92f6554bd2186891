package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/comparison.md} names are there. */
class ComparisonTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    assertThat(named(Document.read("comparison.md").text()).flatMap(ComparisonTest::missing))
        .isEmpty();
  }

  @Test
  void everyRowNamesATestOrSaysThatThereIsNone() throws IOException {
    List<String> rows =
        Document.read("comparison.md")
            .text()
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
            .toList();

    assertThat(rows).hasSizeGreaterThan(40);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.substring(row.lastIndexOf('|', row.length() - 2)))
                    .containsPattern("(Test|IT|Contract)\\b|no test"));
  }

  @Test
  void whatIsNotThereIsNoticed() {
    String text = "`NoSuchTest`, `ComparisonTest.noSuchMethod`, `ComparisonTest`";

    assertThat(named(text).flatMap(ComparisonTest::missing))
        .containsExactly("NoSuchTest", "ComparisonTest.noSuchMethod");
  }

  private static Stream<MatchResult> named(String text) {
    return NAMED.matcher(text).results();
  }

  private static Stream<String> missing(MatchResult named) {
    String method = named.group(2);
    boolean exists =
        sources(named.group(1))
            .anyMatch(source -> method == null || source.contains(" " + method + "("));
    return exists ? Stream.empty() : Stream.of(named.group().replace("`", ""));
  }

  /** The classes of that name in the tests of the modules, and in what core gives to tests. */
  private static Stream<String> sources(String name) {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path tests :
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(path -> path.endsWith(name + ".java")).toList()) {
            sources.add(Files.readString(file));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return sources.stream();
  }
}

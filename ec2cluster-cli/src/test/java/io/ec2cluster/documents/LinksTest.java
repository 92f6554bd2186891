package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents lead to files and headings that are there. */
class LinksTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]*`");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> documents = documents();

    assertThat(documents).hasSizeGreaterThan(20);
    assertThat(documents.stream().flatMap(LinksTest::links)).hasSizeGreaterThan(150);
    assertThat(documents.stream().flatMap(LinksTest::links).filter(link -> !link.leads()))
        .isEmpty();
  }

  @Test
  void aLinkThatLeadsNowhereIsNoticed() {
    Path document = PROJECT.resolve("docs/core.md");

    assertThat(new Link(document, "core.md", "exit-codes").leads()).isTrue();
    assertThat(new Link(document, "", "exit-codes").leads()).isTrue();
    assertThat(new Link(document, "../README.md", "").leads()).isTrue();
    assertThat(new Link(document, "core.md", "exit-kodes").leads()).isFalse();
    assertThat(new Link(document, "kore.md", "").leads()).isFalse();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(PROJECT.resolve("README.md"), PROJECT.resolve("CHANGELOG.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static Stream<Link> links(Path document) {
    String text = CODE.matcher(read(document)).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(found -> new Link(document, found.group(1), Strings.nullToEmpty(found.group(2))))
        .filter(link -> !link.file().contains("://"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A link; without a file to a heading of the document itself, and the other way round. */
  private record Link(Path document, String file, String anchor) {
    boolean leads() {
      Path target = file.isEmpty() ? document : document.resolveSibling(file);
      if (!Files.exists(target)) {
        return false;
      }
      return anchor.isEmpty()
          || HEADING
              .matcher(BLOCK.matcher(read(target)).replaceAll(""))
              .results()
              .anyMatch(heading -> anchor.equals(anchorOf(heading.group(1))));
    }

    /** As GitHub makes it: letters, digits, hyphens; blanks are hyphens. */
    private static String anchorOf(String heading) {
      return Ascii.toLowerCase(heading.strip())
          .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
          .replace(' ', '-');
    }
  }
}

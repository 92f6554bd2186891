package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java in {@code docs/embedding.md} is part of the project that the build runs. */
class EmbeddingTest {
  private static final Path SOURCE =
      Path.of("src/it/embedding/src/test/java/com/example/app/EmbeddingTest.java");

  @Test
  void theProjectHoldsAllJavaOfTheText() throws IOException {
    String source = withoutIndentation(Files.readString(SOURCE));

    List<String> java = Document.read("embedding.md").java();

    assertThat(java).hasSizeGreaterThan(3);
    assertThat(java).allSatisfy(block -> assertThat(source).contains(withoutIndentation(block)));
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}

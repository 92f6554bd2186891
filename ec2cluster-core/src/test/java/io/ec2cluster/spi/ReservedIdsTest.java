package io.ec2cluster.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReservedIdsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "extending.md");
  private static final String LAST_WORDS_BEFORE = "keys of the configuration:";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void theDocumentListsThemAll() throws IOException {
    String text = Files.readString(DOCUMENT);
    String list = text.substring(text.lastIndexOf(LAST_WORDS_BEFORE));

    assertThat(CODE.matcher(list).results().map(MatchResult::group))
        .containsExactlyInAnyOrderElementsOf(
            EngineId.reserved().stream().map(id -> "`" + id + "`").toList());
  }
}

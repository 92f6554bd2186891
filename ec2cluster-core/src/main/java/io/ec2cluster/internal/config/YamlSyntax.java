package io.ec2cluster.internal.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * YAML without anchors, aliases, merge keys and tags: what a key means stands at the key. The only
 * class that loads the YAML parser, so that a start without a YAML file does not pay for it.
 */
final class YamlSyntax implements Syntax {
  private final YAMLFactory factory = new YAMLFactory();

  @Override
  public JsonParser parser(String text) throws IOException {
    return factory.createParser(text);
  }

  @Override
  public String unsupported(JsonParser parser) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      return "an alias (*)";
    }
    if (parser.getObjectId() != null) {
      return "an anchor (&)";
    }
    return parser.getTypeId() == null ? "" : "a tag (!)";
  }

  @Override
  public SyntaxException error(JsonProcessingException failure) {
    if (failure.getCause() instanceof MarkedYAMLException marked
        && marked.getProblemMark() != null) {
      return new SyntaxException(
          marked.getProblemMark().getLine() + 1,
          marked.getProblemMark().getColumn() + 1,
          "not YAML: " + marked.getProblem() + context(marked));
    }
    @Nullable JsonLocation location = failure.getLocation();
    String reason = failure.getOriginalMessage().lines().findFirst().orElse("");
    return new SyntaxException(
        location == null ? 1 : location.getLineNr(),
        location == null ? 1 : location.getColumnNr(),
        "not YAML: " + reason.replaceAll(", got this instead:.*", ""));
  }

  /** An unclosed quote is found at the end of the file: the line where it began matters. */
  private static String context(MarkedYAMLException marked) {
    return marked.getContext() == null || marked.getContextMark() == null
        ? ""
        : " " + marked.getContext() + " from line " + (marked.getContextMark().getLine() + 1);
  }
}

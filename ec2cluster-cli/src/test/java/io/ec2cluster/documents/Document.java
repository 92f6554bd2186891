package io.ec2cluster.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A text in Markdown with code that is taken out of it.
 *
 * @param text the text
 */
public record Document(String text) {
  private static final Pattern NAMED =
      Pattern.compile("(?ms)^`([^`\\n]+)`:\\n\\n```\\w*\\n(.*?)^```$");
  private static final Pattern RUN =
      Pattern.compile("(?ms)^<!-- run by the build -->\\n```sh\\n(.*?)^```$");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  /** One of the project's, by its name. */
  public static Document read(String name) throws IOException {
    return new Document(Files.readString(Path.of("..", "docs", name)));
  }

  /** The blocks below a line that is a file's name. */
  public Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    NAMED.matcher(text).results().forEach(found -> files.put(found.group(1), found.group(2)));
    return files;
  }

  /** The commands that the build runs. */
  public List<String> commands() {
    return RUN.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** All Java. */
  public List<String> java() {
    return JAVA.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** All YAML. */
  public List<String> yaml() {
    return YAML.matcher(text).results().map(found -> found.group(1)).toList();
  }
}

package io.ec2cluster.coordination;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a record: whose kind it is, of what, and what for, from the general to the special:
 * {@code etcd/maindb/founding}. Each part becomes a label of a DNS name, a part of a file's name or
 * of a table's key, as it is.
 *
 * @param text the parts with slashes between them
 */
public record RecordKey(String text) {
  private static final int MAX_LENGTH = 180;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Refuses what is no list of DNS labels in lower case. */
  public RecordKey {
    List<String> parts = Splitter.on('/').splitToList(text);
    if (text.length() > MAX_LENGTH || !parts.stream().allMatch(p -> LABEL.matcher(p).matches())) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no key of a record: expected parts of 1 to 63 lower-case letters, digits and '-' with"
              + " '/' between them, at most "
              + MAX_LENGTH
              + " characters");
    }
  }

  /**
   * The key of these parts.
   *
   * @throws IllegalArgumentException if one of them is no DNS label in lower case, or all together
   *     are longer than 180 characters
   */
  public static RecordKey of(String... parts) {
    return new RecordKey(String.join("/", parts));
  }

  /** Its parts, from the general to the special. */
  public List<String> parts() {
    return Splitter.on('/').splitToList(text);
  }

  @Override
  public String toString() {
    return text;
  }
}

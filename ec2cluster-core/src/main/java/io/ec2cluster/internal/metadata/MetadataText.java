package io.ec2cluster.internal.metadata;

import io.ec2cluster.UsageException;

/**
 * What names and values of metadata may hold. They end in configuration files, DNS records and
 * environments of programs: one line of text each.
 */
public final class MetadataText {
  private MetadataText() {}

  /**
   * Passes a value through.
   *
   * @param source where it comes from, for the error
   * @throws UsageException if it holds a control character; names the key and never the value
   */
  public static String value(String source, String key, String value) {
    if (hasControl(value)) {
      throw new UsageException(
          "the value of '"
              + key
              + "' in "
              + source
              + " holds a line break or another control character: expected one line of text."
              + " Remove it there (the value is not shown, it may be secret)");
    }
    return value;
  }

  /**
   * Passes a key through.
   *
   * @throws UsageException if it is blank or holds a control character
   */
  public static String key(String source, String key) {
    if (key.isBlank() || hasControl(key)) {
      throw new UsageException(
          "a name in "
              + source
              + " is blank or holds a control character: expected names such as 'cluster'");
    }
    return key;
  }

  /** U+2028 and U+2029 break lines too, and isISOControl does not know them. */
  private static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }
}

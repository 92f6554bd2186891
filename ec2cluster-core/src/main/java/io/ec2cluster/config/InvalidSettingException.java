package io.ec2cluster.config;

import java.util.List;

/**
 * Thrown by the compact constructor of a settings record to say which of its keys is wrong: the
 * problem is then reported at that key's line. A plain {@link IllegalArgumentException} is reported
 * at the section's.
 */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * Creates it.
   *
   * @param key the key as it stands in the file, without the section's path
   * @param message what was found and what was expected, without secrets
   */
  public InvalidSettingException(String key, String message) {
    super(message);
    this.key = key;
  }

  /**
   * Throws what was found, so that all of it is reported at once; nothing where nothing was found.
   */
  public static void throwAll(List<InvalidSettingException> found) {
    if (!found.isEmpty()) {
      InvalidSettingException first = found.get(0);
      found.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  /** The key as it stands in the file. */
  public String key() {
    return key;
  }
}

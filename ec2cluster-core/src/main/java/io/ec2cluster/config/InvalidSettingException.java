package io.ec2cluster.config;

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

  /** The key as it stands in the file. */
  public String key() {
    return key;
  }
}

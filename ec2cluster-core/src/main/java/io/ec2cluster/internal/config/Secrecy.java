package io.ec2cluster.internal.config;

import java.util.regex.Pattern;

/**
 * Recognises keys and variables that sound secret, so that a secret in a plain text setting (an
 * environment of a program, a template) is not shown either.
 */
final class Secrecy {
  static final String HIDDEN = "(hidden)";

  private static final Pattern SOUNDS_SECRET =
      Pattern.compile(
          "(?i)passw|passphrase|(?<![a-z])pass(?![a-z])|secret|token|credential|private.?key|access.?key");
  private static final Pattern ASSIGNS_SECRET =
      Pattern.compile("(?i)(?:passw|passphrase|secret|token|credential)[a-z_.-]*[\"']?\\s*[=:]");

  private Secrecy() {}

  /** Whether a text setting should not be shown. */
  static boolean hides(String path, String written) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    return SOUNDS_SECRET.matcher(key).find()
        || (References.in(written) && SOUNDS_SECRET.matcher(written).find())
        || ASSIGNS_SECRET.matcher(written).find();
  }
}

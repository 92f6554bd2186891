package io.ec2cluster.postgres;

import io.ec2cluster.config.Secret;

/** The password file that libpq reads. */
final class PassFile {
  private PassFile() {}

  /** The line of a libpq password file that gives a user a password on every host. */
  static String content(String user, Secret password) {
    return "*:*:*:" + escaped(user) + ":" + escaped(password.reveal()) + "\n";
  }

  private static String escaped(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }
}

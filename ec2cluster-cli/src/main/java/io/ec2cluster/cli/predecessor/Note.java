package io.ec2cluster.cli.predecessor;

/**
 * What a person has to know about one setting: that it has no equivalent, or not quite the same.
 *
 * @param origin where it stands: {@code file:line:column}, or the file for what does not stand
 *     there
 * @param setting its name
 * @param message what became of it, and what to do; never the content of a secret
 */
public record Note(String origin, String setting, String message) {
  @Override
  public String toString() {
    return origin + ": " + setting + ": " + message;
  }
}

package io.ec2cluster.internal.config;

/** Paths of keys: {@code dns.zone-id}, {@code hooks.on-failure[0]}. */
final class KeyPath {
  private static final int LONGEST_KEY = 80;

  private KeyPath() {}

  static String child(String path, String key) {
    return path.isEmpty()
        ? Quoted.plain(key, LONGEST_KEY)
        : path + "." + Quoted.plain(key, LONGEST_KEY);
  }

  static String item(String path, int index) {
    return path + "[" + index + "]";
  }
}

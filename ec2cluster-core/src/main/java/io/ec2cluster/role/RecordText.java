package io.ec2cluster.role;

/** What the texts of a role record may hold: the record is read by people and by other versions. */
final class RecordText {
  private static final int MAX_LENGTH = 200;

  private RecordText() {}

  static String check(String what, String text) {
    boolean printable = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    if (text.isEmpty() || text.length() > MAX_LENGTH || !printable) {
      throw new IllegalArgumentException(
          what
              + " '"
              + text
              + "' should hold 1 to "
              + MAX_LENGTH
              + " printable ASCII characters without spaces, quotes and backslashes");
    }
    return text;
  }
}

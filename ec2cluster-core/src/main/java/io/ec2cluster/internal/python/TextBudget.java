package io.ec2cluster.internal.python;

/**
 * How much text a file may make of itself: a few lines that double a string would fill the memory.
 */
final class TextBudget {
  /** Of one string; no setting is longer. */
  static final int LARGEST = 1 << 16;

  private static final int ALL = 1 << 20;

  private int left = ALL;

  /** Notes what an operator made. */
  String spend(String made, Position position) throws Fault {
    left -= made.length();
    if (made.length() > LARGEST || left < 0) {
      throw tooLong(position);
    }
    return made;
  }

  static Fault tooLong(Position position) {
    return new Fault(
        position,
        "text put together beyond bounds",
        "at most " + LARGEST + " characters in one string and " + ALL + " in all");
  }
}

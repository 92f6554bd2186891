package io.ec2cluster.internal.python;

/** Something that is not an assignment of a literal. The message never holds a string's content. */
final class Fault extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Position position;
  private final String found;
  private final String expected;
  private final boolean consequence;

  private Fault(Position position, String found, String expected, boolean consequence) {
    // Without a stack trace: a hostile file holds half a million of them.
    super(position + ": found " + found + ", expected " + expected, null, false, false);
    this.position = position;
    this.found = found;
    this.expected = expected;
    this.consequence = consequence;
  }

  Fault(Position position, String found, String expected) {
    this(position, found, expected, false);
  }

  /** A reference to a name whose own assignment is at fault: that one was told already. */
  static Fault consequenceOf(String name, Position position) {
    return new Fault(position, "the name '" + name + "'", "its assignment to be read", true);
  }

  Position position() {
    return position;
  }

  String found() {
    return found;
  }

  String expected() {
    return expected;
  }

  boolean isConsequence() {
    return consequence;
  }
}

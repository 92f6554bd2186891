package io.ec2cluster.internal.python;

/**
 * Where something stands in a text.
 *
 * @param line from 1
 * @param column in characters as a reader counts them (code points), from 1
 */
record Position(int line, int column) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}

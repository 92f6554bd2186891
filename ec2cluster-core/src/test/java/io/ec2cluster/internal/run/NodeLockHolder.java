package io.ec2cluster.internal.run;

import io.ec2cluster.Time;
import java.io.IOException;
import java.nio.file.Path;

/** A process that takes a lock, says so, and holds it until its input ends or it is killed. */
final class NodeLockHolder {
  private NodeLockHolder() {}

  public static void main(String[] arguments) throws IOException {
    NodeLock held =
        NodeLock.acquire(
            Path.of(arguments[0]), arguments[1], arguments[2], "promote", Time.system());
    System.out.println("held");
    int end = System.in.read();
    held.close();
    System.exit(end < 0 ? 0 : 1);
  }
}

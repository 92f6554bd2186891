package io.ec2cluster.cli;

import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.spi.EngineCatalog;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The program as a process, with an operation that goes on until it is interrupted. */
public final class EndlessProgram {
  private EndlessProgram() {}

  /** Runs {@code box guard}, and tells on standard output when it is at work. */
  public static void main(String[] args) {
    FakeCore core = new FakeCore(EngineCatalog.of(new BoxModule()));
    core.asking =
        () -> {
          System.out.println("at work");
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedOperationException(
                "interrupted while it watched; the box is closed", interrupted);
          }
        };
    System.exit(Main.run(List.of("box", "guard"), core));
  }
}

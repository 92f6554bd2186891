package io.ec2cluster.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One cell of the matrix.
 *
 * @param operation what is done
 * @param synchronous whether commits wait for a replica
 * @param fault what happens to the primary before
 * @param way how doubts about the primary are overcome
 */
record MatrixCell(Operation operation, boolean synchronous, Fault fault, Way way) {
  /** What is done. */
  enum Operation {
    /** A replica is promoted; the old primary comes back by {@code pg_rewind}. */
    PROMOTE_AND_REWIND,
    /** The same; it comes back by a fresh copy. */
    PROMOTE_AND_RECLONE,
    /** The primary is told to hand over. */
    HANDOVER,
    /** A replica leaves. */
    LEAVE;

    /** Whether a replica takes the role over, which it only does from a primary that is gone. */
    boolean promotes() {
      return this == PROMOTE_AND_REWIND || this == PROMOTE_AND_RECLONE;
    }
  }

  /** What happens to the primary. */
  enum Fault {
    /** Nothing, and the operation is no emergency. */
    NONE,
    STOPPED,
    KILLED,
    /** Every process of the server gets SIGSTOP. */
    FROZEN,
    /** Nothing reaches its node, which reaches nothing of AWS, and goes on. */
    CUT;

    /** Nothing proves that the primary does not write. */
    boolean leavesDoubt() {
      return this == FROZEN || this == CUT;
    }
  }

  /** How doubts are overcome. */
  enum Way {
    /** There are none, or they are not overcome. */
    PLAIN,
    /** The instance is stopped by EC2. */
    FENCE,
    FORCE
  }

  /** Every cell. */
  static List<MatrixCell> all() {
    return Stream.of(false, true).flatMap(MatrixCell::all).toList();
  }

  private static Stream<MatrixCell> all(boolean synchronous) {
    List<MatrixCell> cells = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Fault fault : Fault.values()) {
        List<Way> ways =
            operation.promotes() && fault.leavesDoubt()
                ? List.of(Way.FENCE, Way.FORCE)
                : List.of(Way.PLAIN);
        if (operation.promotes() && fault == Fault.NONE) {
          // Refused, and to be handed over: that is tested with the command line.
          continue;
        }
        ways.forEach(way -> cells.add(new MatrixCell(operation, synchronous, fault, way)));
      }
    }
    return cells.stream();
  }

  /** Cells that say whether a release of Postgres does its part. */
  static List<MatrixCell> ofRelease(Operation back) {
    return List.of(
        new MatrixCell(Operation.HANDOVER, false, Fault.NONE, Way.PLAIN),
        new MatrixCell(back, true, Fault.KILLED, Way.PLAIN));
  }

  /**
   * Cells in which every two values of operation, mode, fault and way that go together meet. The
   * modes alternate like the squares of a chessboard.
   */
  static List<MatrixCell> pairwise() {
    return all().stream()
        .filter(cell -> cell.synchronous == cell.isOnBlackSquare())
        .filter(cell -> cell.way == Way.PLAIN || cell.way == cell.pairwiseWay())
        .toList();
  }

  private boolean isOnBlackSquare() {
    int row = List.of(Operation.values()).indexOf(operation);
    int column = List.of(Fault.values()).indexOf(fault);
    return (row + column) % 2 == 1;
  }

  /** Both ways out of both doubts, each with another way of coming back. */
  private Way pairwiseWay() {
    boolean rewinds = operation == Operation.PROMOTE_AND_REWIND;
    return rewinds == (fault == Fault.FROZEN) ? Way.FENCE : Way.FORCE;
  }

  /** Whether two servers may accept writes, which only force allows. */
  boolean isForced() {
    return way == Way.FORCE;
  }

  String mode() {
    return synchronous ? "synchronous" : "asynchronous";
  }

  @Override
  public String toString() {
    String words =
        operation
            + ", "
            + mode()
            + ", primary "
            + (fault == Fault.NONE ? "runs" : fault.toString());
    return (words + (way == Way.PLAIN ? "" : ", by " + way))
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ');
  }
}

package io.ec2cluster.simulation;

import java.util.List;
import java.util.function.Supplier;

/** Decides what the world leaves open; the same decisions give the same run. */
interface Choices {
  /** The index of the next move. */
  int move(List<Move> moves, Supplier<String> state);

  /** How a call ends, where something may go wrong; {@link Fault#NONE} if nothing does. */
  Fault fault(List<Fault> possible);

  /** A detail: 0 to bound - 1. */
  int upTo(int bound);
}

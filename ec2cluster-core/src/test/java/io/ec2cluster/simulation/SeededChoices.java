package io.ec2cluster.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Decides by a seeded generator. */
final class SeededChoices implements Choices {
  private final SplittableRandom random;
  private final int stepsPerFault;

  SeededChoices(long seed) {
    random = new SplittableRandom(seed);
    stepsPerFault = 4 + random.nextInt(30);
  }

  @Override
  public int move(List<Move> moves, Supplier<String> state) {
    int total = 0;
    for (Move move : moves) {
      total += move.weight();
    }
    int drawn = random.nextInt(total);
    int index = 0;
    while (drawn >= moves.get(index).weight()) {
      drawn -= moves.get(index).weight();
      index++;
    }
    return index;
  }

  @Override
  public Fault fault(List<Fault> possible) {
    return random.nextInt(stepsPerFault) == 0
        ? possible.get(random.nextInt(possible.size()))
        : Fault.NONE;
  }

  @Override
  public int upTo(int bound) {
    return random.nextInt(bound);
  }
}

package io.ec2cluster.simulation;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.spi.Position;

/**
 * What was ever written into a data set: a number of writes on branches, of which every promotion
 * begins one.
 *
 * @param branches the branches that led here, the last one is the present
 * @param end how many writes there are in all
 */
record Writes(ImmutableList<Branch> branches, long end) {
  /** A branch, and after how many writes it begins. */
  record Branch(int id, long from) {}

  /** A data set that was just made. */
  static Writes none() {
    return new Writes(ImmutableList.of(new Branch(0, 0)), 0);
  }

  Writes oneMore() {
    return new Writes(branches, end + 1);
  }

  Writes branched(int id) {
    return new Writes(
        ImmutableList.<Branch>builder().addAll(branches).add(new Branch(id, end)).build(), end);
  }

  /** Whether nothing of the other is missing here, and nothing contradicts it. */
  boolean holdAll(Writes other) {
    int known = other.branches.size();
    return known <= branches.size()
        && branches.subList(0, known).equals(other.branches)
        && other.end <= (known < branches.size() ? branches.get(known).from() : end);
  }

  /** What engines compare: branches that left at the same time look alike. */
  Position position() {
    return new Position(branches.size(), end, branches.size() + "/" + end);
  }
}

package io.ec2cluster.elb.turn;

import java.util.Optional;

/** Whether an instance may leave a load balancer. */
public sealed interface Verdict {
  /** Why it may not, for people; empty where it may. */
  default Optional<String> reason() {
    return Optional.empty();
  }

  /** It may, if the ledger is still the one that was looked at. */
  record Go() implements Verdict {}

  /**
   * Not now.
   *
   * @param words why, for people
   */
  record Wait(String words) implements Verdict {
    @Override
    public Optional<String> reason() {
      return Optional.of(words);
    }
  }

  /**
   * Never, with this floor and this fleet.
   *
   * @param words why, and what would let it
   */
  record Never(String words) implements Verdict {
    @Override
    public Optional<String> reason() {
      return Optional.of(words);
    }
  }
}

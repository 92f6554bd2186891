package io.ec2cluster.spi;

import io.ec2cluster.role.Role;
import java.time.Duration;
import java.util.Optional;

/**
 * What an engine, this node's or another member's, says of itself and its data when it is asked.
 *
 * @param answer whether it answered
 * @param role as what it runs, where it says so
 * @param dataIdentity the identity of its data, where it says so
 * @param position how far its data goes, where it says so
 * @param delay how old the newest change is that it has applied, where it is known
 * @param unfit why it must not be promoted (its replay is paused, for example); empty if nothing
 *     speaks against it
 * @param description for messages and {@code status}
 */
public record Standing(
    Answer answer,
    Optional<Role> role,
    Optional<String> dataIdentity,
    Optional<Position> position,
    Optional<Duration> delay,
    Optional<String> unfit,
    String description) {
  /** Whether an engine answered. */
  public enum Answer {
    /** It answered. */
    YES,
    /** It did not answer in time, or refused. */
    NO,
    /** It runs, and does not let this node in: the password, for example, is not the same. */
    DENIED,
    /** The engine has no way to ask. */
    UNTOLD
  }

  /** An engine that did not answer. */
  public static Standing silent(String why) {
    return of(Answer.NO, why);
  }

  /** An engine that runs and does not let this node in. */
  public static Standing denied(String why) {
    return of(Answer.DENIED, why);
  }

  /** An engine that cannot be asked. */
  public static Standing untold(String why) {
    return of(Answer.UNTOLD, why);
  }

  private static Standing of(Answer answer, String why) {
    return new Standing(
        answer,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        why);
  }

  /** Whether it answers, and as the primary. */
  public boolean isPrimary() {
    return answer == Answer.YES && role.equals(Optional.of(Role.PRIMARY));
  }
}

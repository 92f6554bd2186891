package io.ec2cluster.role;

import java.util.Optional;

/**
 * Whose role is being taken over, kept until the new owner publishes, so that it can be given back.
 *
 * @param owner the owner before
 * @param epoch its epoch
 * @param state the state of its record
 * @param position the final position, where it handed the role over: whoever takes the role from a
 *     candidate that is gone has to reach it too
 */
public record Previous(Owner owner, long epoch, RoleState state, Optional<String> position) {
  /** Validates the text. */
  public Previous {
    position.ifPresent(text -> RecordText.check("previous position", text));
  }

  /** An owner that handed nothing over. */
  public Previous(Owner owner, long epoch, RoleState state) {
    this(owner, epoch, state, Optional.empty());
  }
}

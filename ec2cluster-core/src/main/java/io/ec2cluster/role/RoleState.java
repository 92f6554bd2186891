package io.ec2cluster.role;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** The state of a role record. */
public enum RoleState {
  /** Nobody holds the role; the record keeps the last owner and the epoch. */
  FREE,
  /** The owner may start its engine as primary and has not published yet. */
  CLAIMED,
  /** The primary name points at the owner. */
  PUBLISHED,
  /** The owner has stopped its engine cleanly and offers the role to a candidate. */
  HANDOVER;

  /** The word that stands in the record. */
  public String label() {
    return Ascii.toLowerCase(name());
  }

  static Optional<RoleState> find(String label) {
    return Arrays.stream(values()).filter(state -> state.label().equals(label)).findFirst();
  }
}

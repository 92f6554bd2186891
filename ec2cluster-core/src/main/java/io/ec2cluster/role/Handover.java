package io.ec2cluster.role;

import java.time.Instant;

/**
 * The offer of a primary that stopped cleanly.
 *
 * @param position the final position, in the engine's own form; a candidate promotes only at or
 *     beyond it
 * @param candidate the instance id that the role is offered to
 * @param deadline when the owner takes the offer back
 */
public record Handover(String position, String candidate, Instant deadline) {
  /** Validates the texts. */
  public Handover {
    RecordText.check("handover position", position);
    RecordText.check("handover candidate", candidate);
  }
}

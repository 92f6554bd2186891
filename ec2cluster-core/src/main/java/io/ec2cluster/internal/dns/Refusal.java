package io.ec2cluster.internal.dns;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeConflictException;
import java.util.List;

/**
 * Why a zone refuses a change batch.
 *
 * @param conflict whether what the zone holds stands against the batch; otherwise the batch would
 *     be refused whatever the zone holds
 * @param messages every reason, in the style of Route 53
 */
public record Refusal(boolean conflict, List<String> messages) {
  /** Copies the messages. */
  public Refusal {
    messages = List.copyOf(messages);
  }

  /** The refusal as the exception that {@code HostedZone.apply} documents. */
  public EnvironmentException toException(String zone) {
    String message = zone + " refused the change batch: " + String.join("; ", messages);
    return conflict ? new ChangeConflictException(message) : new EnvironmentException(message);
  }
}

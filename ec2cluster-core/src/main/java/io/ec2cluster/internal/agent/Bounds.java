package io.ec2cluster.internal.agent;

import io.ec2cluster.config.AgentSettings;
import java.time.Duration;

/**
 * For how long what was seen counts; what is older is not known.
 *
 * @param look of the engine
 * @param record of the role record
 * @param alive within what the agent itself must have begun a look
 */
record Bounds(Duration look, Duration record, Duration alive) {
  private static final int LOOKS = 3;
  private static final Duration LEAST = Duration.ofSeconds(15);
  private static final Duration ALIVE = Duration.ofMinutes(2);

  static Bounds of(AgentSettings settings) {
    Duration looks = settings.every().multipliedBy(LOOKS);
    return new Bounds(
        looks.compareTo(LEAST) < 0 ? LEAST : looks,
        settings.recordValid(),
        ALIVE.plus(settings.every()));
  }
}

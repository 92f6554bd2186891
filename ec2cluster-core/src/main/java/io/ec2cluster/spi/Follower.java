package io.ec2cluster.spi;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A replica as its primary knows it.
 *
 * @param instanceId its instance id, or what the engine knows it by
 * @param connected whether it is connected now; false where the primary only keeps something for it
 * @param state the engine's own word, such as {@code streaming}
 * @param synchronous whether commits wait for it
 * @param lagBytes how far it is behind in what it has applied, where it is known
 * @param slot what the primary keeps for it, where it does: a name, and how much that holds back
 */
public record Follower(
    String instanceId,
    boolean connected,
    String state,
    boolean synchronous,
    OptionalLong lagBytes,
    Optional<String> slot) {}

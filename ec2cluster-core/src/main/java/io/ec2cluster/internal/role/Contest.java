package io.ec2cluster.internal.role;

import io.ec2cluster.TextTable;
import io.ec2cluster.internal.role.Contender.Rank;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Compares the nodes that could become the primary, as they answered at one time: every member is
 * asked for its position, the back end for all their marks in one request.
 */
final class Contest {
  private final Map<String, Standing> standings;
  private final Map<String, InstanceState> instances;
  private final Optional<String> dataIdentity;
  private final Optional<Position> best;

  private Contest(
      Map<String, Standing> standings,
      Map<String, InstanceState> instances,
      Optional<String> dataIdentity) {
    this.standings = standings;
    this.instances = instances;
    this.dataIdentity = dataIdentity;
    this.best =
        standings.values().stream()
            .filter(this::isOurReplica)
            .flatMap(standing -> standing.position().stream())
            .max(Position::compareTo);
  }

  /**
   * Asks everybody.
   *
   * @param self this node's id, if it is a contender itself
   * @param others the other members of the pool
   * @param dataIdentity the identity of the cluster's data, where it is known
   */
  static Contest of(
      EngineNode node,
      Cloud cloud,
      String cluster,
      Optional<String> self,
      List<Member> others,
      Optional<String> dataIdentity) {
    Map<String, Standing> standings = new LinkedHashMap<>();
    self.ifPresent(id -> standings.put(id, node.standing()));
    others.forEach(member -> standings.put(member.instanceId(), node.standingOf(member)));
    return new Contest(
        standings, cloud.instances(cluster, Set.copyOf(standings.keySet())), dataIdentity);
  }

  /** The table, this node first. */
  List<Contender> table() {
    return standings.keySet().stream().map(this::contender).toList();
  }

  /** One row; of a node that was not asked, that it did not answer. */
  Contender contender(String id) {
    Standing standing = standings.getOrDefault(id, Standing.silent("not a member of the pool"));
    Rank rank = rank(id, standing);
    OptionalLong lag = lag(standing);
    return new Contender(
        id,
        standing.position().map(Position::text),
        lag.isPresent() ? Optional.of(lag.getAsLong()) : Optional.empty(),
        standing.delay().map(Duration::toSeconds),
        standing.answer() == Standing.Answer.YES,
        isMarked(id),
        rank,
        why(standing, rank));
  }

  /** How far a node was when it answered. */
  Optional<Position> position(String id) {
    return Optional.ofNullable(standings.get(id)).flatMap(Standing::position);
  }

  /** One that has everything that any of them has; the first in the order of their ids. */
  Optional<String> mostAdvanced() {
    return table().stream().filter(Contender::isEligible).map(Contender::node).sorted().findFirst();
  }

  /** Those that did not answer, and may have more than those that did. */
  List<String> silent() {
    return table().stream().filter(row -> row.is(Rank.UNREACHABLE)).map(Contender::node).toList();
  }

  /** Those that run and may have more, but do not let this node in; each with the reason. */
  List<String> denied() {
    return standings.values().stream()
        .filter(Contest::isDenied)
        .map(Standing::description)
        .toList();
  }

  private static boolean isDenied(Standing standing) {
    return standing.answer() == Standing.Answer.DENIED;
  }

  private Rank rank(String id, Standing standing) {
    if (standing.answer() == Standing.Answer.NO || isDenied(standing)) {
      return Rank.UNREACHABLE;
    }
    if (isForeign(standing)) {
      return Rank.FOREIGN;
    }
    if (standing.isPrimary()) {
      return Rank.PRIMARY;
    }
    if (standing.unfit().isPresent()) {
      return Rank.UNFIT;
    }
    return isMarked(id) ? Rank.NO_PROMOTE : byPosition(standing);
  }

  private Rank byPosition(Standing standing) {
    if (standing.position().isEmpty()) {
      return Rank.UNKNOWN;
    }
    if (!standing.position().equals(best)) {
      return Rank.BEHIND;
    }
    return standings.values().stream().filter(this::hasBest).count() > 1 ? Rank.EQUAL : Rank.BEST;
  }

  private boolean hasBest(Standing standing) {
    return isOurReplica(standing) && standing.position().equals(best);
  }

  private boolean isOurReplica(Standing standing) {
    return standing.answer() == Standing.Answer.YES
        && !standing.isPrimary()
        && !isForeign(standing);
  }

  private boolean isForeign(Standing standing) {
    return dataIdentity.isPresent()
        && standing.dataIdentity().isPresent()
        && !standing.dataIdentity().equals(dataIdentity);
  }

  private boolean isMarked(String id) {
    return Optional.ofNullable(instances.get(id)).map(InstanceState::noPromote).orElse(false);
  }

  private OptionalLong lag(Standing standing) {
    return standing.position().isPresent() && best.isPresent()
        ? standing.position().get().behind(best.get())
        : OptionalLong.empty();
  }

  private String why(Standing standing, Rank rank) {
    return switch (rank) {
      case BEHIND -> "another one has more" + best.map(most -> ": " + most.text()).orElse("");
      case NO_PROMOTE -> "marked ec2cluster:no-promote";
      case FOREIGN -> "holds other data, " + standing.dataIdentity().orElse("?");
      case UNFIT -> standing.unfit().orElse("");
      default -> standing.description();
    };
  }

  /** The table for people. */
  String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "POSITION", "LAG", "DELAY", "VERDICT", "WHY"));
    table()
        .forEach(
            row ->
                rows.add(
                    List.of(
                        row.node(),
                        row.position().orElse("-"),
                        row.lagBytes().map(bytes -> bytes + " B").orElse("-"),
                        row.lagSeconds().map(seconds -> seconds + " s").orElse("-"),
                        row.verdict().label(),
                        row.why())));
    return TextTable.of(rows);
  }
}

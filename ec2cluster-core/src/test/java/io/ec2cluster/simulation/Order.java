package io.ec2cluster.simulation;

import io.ec2cluster.config.NoSettings;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PoolLeaveOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a person, a timer or the init system has a node do.
 *
 * @param operation the id of one of core's operations
 * @param options of the type that the operation names
 * @param fenced nodes on which nothing runs, and nothing is begun until this has ended: what
 *     whoever gives --force has seen to
 */
record Order(String operation, Record options, List<SimulatedNode> fenced) {
  Order {
    fenced = List.copyOf(fenced);
  }

  private static Order of(String operation, Record options) {
    return new Order(operation, options, List.of());
  }

  static Order init(Duration deadline) {
    return of("init", new InitOptions(Optional.of(deadline), false));
  }

  static Order promote() {
    return of("promote", PromoteOptions.plain());
  }

  static Order promoteFencing(boolean force) {
    return of(
        "promote",
        new PromoteOptions(
            Optional.empty(), Optional.of(SimulatedFencing.ID), force, Optional.empty()));
  }

  static Order promoteByForce(List<SimulatedNode> fenced) {
    return new Order(
        "promote",
        new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()),
        fenced);
  }

  static Order awaitOffer(Duration patience) {
    return of("promote", PromoteOptions.awaiting(patience));
  }

  static Order handover(Duration deadline) {
    return of("handover", new HandoverOptions(Optional.empty(), deadline, false));
  }

  static Order rejoin(boolean reclone) {
    return of("rejoin", new RejoinOptions(reclone, false));
  }

  static Order leave(boolean last) {
    return of("leave", new LeaveOptions(last, false, false, Optional.of(Duration.ofSeconds(1))));
  }

  static Order poolJoin() {
    return of("pool join", new NoSettings());
  }

  static Order poolLeave() {
    return of("pool leave", new PoolLeaveOptions(false));
  }

  static Order poolCheck() {
    return of("pool check", new PoolCheckOptions(false));
  }

  static Order release(boolean force) {
    return of("lease release", new LeaseReleaseOptions(force));
  }

  boolean isOfThePool() {
    return operation.startsWith("pool ");
  }

  /** Whether it was not left to the tool to find out whether the old primary is gone. */
  boolean isForced() {
    return options instanceof PromoteOptions promotion && promotion.force();
  }

  @Override
  public String toString() {
    return operation + " " + options;
  }
}

package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.MemberList;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes the membership: only in this node's turn, and on members that were read in that turn. For
 * use by one thread.
 */
final class Membership {
  private final Node node;
  private final Lookout lookout;
  private final Consumer<String> say;

  Membership(Node node, Lookout lookout, Consumer<String> say) {
    this.node = node;
    this.lookout = lookout;
    this.say = say;
  }

  /**
   * Adds this node as a learner, after what is left of it has been removed.
   *
   * @param clientUrls where members are asked
   * @param open whether it listens to clients from the start
   * @return how its etcd is to be started; empty where it has to wait
   */
  Optional<EtcdLaunch> join(EtcdId cluster, Set<String> clientUrls, boolean open)
      throws InterruptedException {
    return inTurn(
        turn -> {
          while (true) {
            Optional<ClusterView> view = lookout.look(clientUrls).find(cluster);
            if (view.isEmpty()) {
              return Optional.empty();
            }
            EtcdApi api = node.access().at(view.get().endpoint());
            JoinRules.Act act = JoinRules.next(node.self(), view.get());
            if (act instanceof JoinRules.Act.Wait wait) {
              say.accept("waiting to join: " + wait.reason());
              return Optional.empty();
            }
            turn.requireHeld();
            if (act instanceof JoinRules.Act.Remove remove) {
              EtcdId dead = remove.member().id();
              say.accept("removing the dead entry %s of this node".formatted(dead));
              api.remove(dead);
            } else {
              say.accept("joining cluster " + cluster);
              MemberList list = api.addLearner(node.self().peerUrl());
              return Optional.of(EtcdLaunch.joining(node.self(), list.members(), open));
            }
          }
        });
  }

  /**
   * Gives a learner its vote.
   *
   * @return whether it was done
   */
  boolean promote(EtcdId learner, EtcdId cluster, Set<String> clientUrls)
      throws InterruptedException {
    return change(
        "giving this node its vote",
        lookedAt(cluster, clientUrls),
        view ->
            view.find(learner)
                .filter(member -> member.learner() && view.canTake(member))
                .isPresent(),
        api -> api.promote(learner));
  }

  /**
   * Removes a member that is gone.
   *
   * @return whether it was done
   */
  boolean remove(ClusterMember gone, EtcdId cluster, Set<String> clientUrls)
      throws InterruptedException {
    return change(
        "removing member %s (%s), which is gone".formatted(gone.label(), gone.id()),
        lookedAt(cluster, clientUrls),
        view ->
            view.find(gone.id())
                .filter(member -> !view.isLive(member) && view.canSpare(member))
                .isPresent(),
        api -> api.remove(gone.id()));
  }

  /**
   * Removes this node's own entries, for as long as the others can spare them.
   *
   * @return what it came to: gone, or why it stays
   */
  LeaveRules.Act leave(EtcdId cluster, Set<String> clientUrls) throws InterruptedException {
    return this.<LeaveRules.Act>inTurn(
            turn -> {
              while (true) {
                Optional<ClusterView> view = lookout.look(clientUrls).find(cluster);
                Optional<LeaveRules.Act> act =
                    view.map(found -> LeaveRules.next(node.self(), found));
                if (view.isEmpty() || !(act.get() instanceof LeaveRules.Act.Remove remove)) {
                  return act;
                }
                turn.requireHeld();
                EtcdId own = remove.member().id();
                say.accept("leaving cluster %s: removing member %s".formatted(cluster, own));
                node.access().at(view.get().endpoint()).remove(own);
              }
            })
        .orElseGet(
            () -> new LeaveRules.Act.Wait("another node has its turn, or no quorum answers"));
  }

  private Look lookedAt(EtcdId cluster, Set<String> clientUrls) {
    return () -> lookout.look(clientUrls).find(cluster);
  }

  private boolean change(String words, Look look, Predicate<ClusterView> still, Act act)
      throws InterruptedException {
    return inTurn(
            turn -> {
              Optional<ClusterView> view = look.look().filter(still);
              if (view.isPresent()) {
                turn.requireHeld();
                say.accept(words);
                act.apply(node.access().at(view.get().endpoint()));
              }
              return view;
            })
        .isPresent();
  }

  /** What etcd does not allow now is tried again later. */
  private <T> Optional<T> inTurn(Deed<T> deed) throws InterruptedException {
    Optional<Turns.Turn> taken = node.turns().take();
    if (taken.isEmpty()) {
      say.accept("waiting for another node that changes the membership");
      return Optional.empty();
    }
    try (Turns.Turn turn = taken.get()) {
      return deed.perform(turn);
    } catch (EtcdRefusal refused) {
      if (!refused.isForbiddenNow()) {
        throw refused;
      }
      say.accept("the cluster does not allow it yet: " + refused.getMessage());
      return Optional.empty();
    }
  }

  /** What is done in a turn. */
  @FunctionalInterface
  private interface Deed<T> {
    Optional<T> perform(Turns.Turn turn) throws InterruptedException;
  }

  /** A fresh look. */
  @FunctionalInterface
  private interface Look {
    Optional<ClusterView> look() throws InterruptedException;
  }

  /** A change. */
  @FunctionalInterface
  private interface Act {
    void apply(EtcdApi api) throws InterruptedException;
  }
}

package io.ec2cluster.elb.ledger;

import io.ec2cluster.elb.ledger.Entry.State;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is out of one load balancer and who waits. An immutable value; each change is a function to
 * the next one, and a change that changes nothing gives an equal one.
 *
 * @param entries one for each instance that is out or waits, by their places
 */
public record Ledger(List<Entry> entries) {
  private static final Ledger EMPTY = new Ledger(List.of());

  /** Sorts; refuses two entries of one instance. */
  public Ledger {
    Set<String> ids = new HashSet<>();
    for (Entry entry : entries) {
      if (!ids.add(entry.id())) {
        throw new IllegalArgumentException("two entries of " + entry.id());
      }
    }
    entries = entries.stream().sorted().toList();
  }

  /** Nobody is out and nobody waits. */
  public static Ledger empty() {
    return EMPTY;
  }

  /** What it says of an instance. */
  public Optional<Entry> find(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** Who is out. */
  public List<Entry> out() {
    return entries.stream().filter(Entry::isOut).toList();
  }

  /** Who waits, first come first. */
  public List<Entry> waiting() {
    return entries.stream().filter(Predicate.not(Entry::isOut)).toList();
  }

  /** Those who wait before an instance: all of them, if it has no entry yet. */
  public List<Entry> waitingBefore(String id) {
    return find(id)
        .map(own -> waiting().stream().filter(entry -> entry.compareTo(own) < 0).toList())
        .orElseGet(this::waiting);
  }

  /**
   * The place of a newcomer: behind all others. It is near the wall clock, so that the places which
   * an instance brings to several ledgers mean the same there, and it does not depend on it.
   */
  public long nextPlace(long now) {
    long last = entries.stream().mapToLong(Entry::place).max().orElse(-1);
    return Math.max(now, last + 1);
  }

  /** An instance waits, if it has no entry yet. */
  public Ledger queue(String id, long place, long now) {
    return find(id).isPresent() ? this : with(new Entry(id, State.WAITING, place, now));
  }

  /** An instance is out to be restarted; its place, if it waited, is kept with it. */
  public Ledger takeTurn(String id, long place, long now) {
    return with(
        find(id)
            .map(entry -> entry.as(State.RESTARTING, now))
            .orElseGet(() -> new Entry(id, State.RESTARTING, place, now)));
  }

  /** An instance that is out to be restarted waits again, at the place that it had. */
  public Ledger withdraw(String id, long now) {
    return find(id)
        .filter(entry -> entry.state() == State.RESTARTING)
        .map(entry -> with(entry.as(State.WAITING, now)))
        .orElse(this);
  }

  /** An instance is out until a person registers it. */
  public Ledger keepOut(String id, long now) {
    if (find(id).filter(entry -> entry.state() == State.KEPT_OUT).isPresent()) {
      return this;
    }
    return with(
        find(id)
            .map(entry -> entry.as(State.KEPT_OUT, now))
            .orElseGet(() -> new Entry(id, State.KEPT_OUT, nextPlace(now), now)));
  }

  /** Nothing is said of an instance any more. */
  public Ledger end(String id) {
    return without(Set.of(id));
  }

  /** Nothing is said of these any more. */
  public Ledger without(Collection<String> ids) {
    return entries.stream().anyMatch(entry -> ids.contains(entry.id()))
        ? new Ledger(entries.stream().filter(entry -> !ids.contains(entry.id())).toList())
        : this;
  }

  /** This one, in which those are out too that were out in an earlier one. */
  public Ledger outInEither(Ledger earlier) {
    Ledger either = this;
    for (Entry entry : earlier.out()) {
      if (find(entry.id()).filter(Entry::isOut).isEmpty()) {
        either = either.with(entry);
      }
    }
    return either;
  }

  private Ledger with(Entry changed) {
    return new Ledger(
        Stream.concat(
                entries.stream().filter(entry -> !entry.id().equals(changed.id())),
                Stream.of(changed))
            .toList());
  }
}

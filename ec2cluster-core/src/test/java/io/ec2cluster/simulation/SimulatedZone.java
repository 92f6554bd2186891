package io.ec2cluster.simulation;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.dns.ZoneContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The truth of the zone: its contents by the strict rules, what they were, and what is under way.
 */
final class SimulatedZone {
  private final List<ZoneContents> history = new ArrayList<>();
  private final List<ChangeBatch> delayed = new ArrayList<>();

  SimulatedZone(DnsName name) {
    history.add(ZoneContents.empty(name));
  }

  /** The nodes boot now: no read is so out of date that it shows what was before. */
  void begin() {
    history.subList(0, history.size() - 1).clear();
  }

  ZoneContents contents() {
    return history.get(history.size() - 1);
  }

  /** An earlier state, by how many changes ago; the first one if there are fewer. */
  ZoneContents earlier(int changes) {
    return history.get(Math.max(0, history.size() - 1 - changes));
  }

  void apply(ChangeBatch batch) {
    history.add(contents().applied(batch));
  }

  void put(RecordSet recordSet) {
    List<RecordSet> sets = new ArrayList<>(contents().all());
    sets.add(recordSet);
    history.add(ZoneContents.of(contents().zone(), sets));
  }

  /** Puts a name where it was not, or elsewhere. */
  void move(RecordSet name) {
    List<RecordSet> sets = new ArrayList<>(contents().all());
    sets.removeIf(set -> set.name().equals(name.name()));
    sets.add(name);
    history.add(ZoneContents.of(contents().zone(), sets));
  }

  void changeTtl(Duration ttl) {
    List<RecordSet> sets =
        contents().all().stream()
            .map(set -> new RecordSet(set.name(), set.type(), ttl, set.values(), set.weighted()))
            .toList();
    history.add(ZoneContents.of(contents().zone(), sets));
  }

  /** What no zone does: writes whatever stands there. */
  void applyUnconditionally(ChangeBatch batch) {
    List<RecordSet> sets = new ArrayList<>(contents().all());
    for (Change change : batch.changes()) {
      sets.removeIf(set -> set.key().equals(change.recordSet().key()));
      if (change instanceof Change.Create create) {
        sets.add(create.recordSet());
      }
    }
    history.add(ZoneContents.of(contents().zone(), sets));
  }

  void delay(ChangeBatch batch) {
    delayed.add(batch);
  }

  int delayed() {
    return delayed.size();
  }

  ChangeBatch arrived(int index) {
    return delayed.remove(index);
  }

  List<RecordSet> at(DnsName name) {
    return contents().all().stream().filter(set -> set.name().equals(name)).toList();
  }

  Optional<RecordSet> find(DnsName name) {
    return at(name).stream().findFirst();
  }

  String state() {
    int from = Math.max(0, history.size() - 1 - Connection.MAX_STALENESS);
    StringBuilder state = new StringBuilder();
    for (ZoneContents contents : history.subList(from, history.size())) {
      state.append(contents.all());
    }
    return state.append(delayed).toString();
  }
}

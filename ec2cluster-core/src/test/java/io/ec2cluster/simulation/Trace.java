package io.ec2cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, for a run that is replayed; runs that only search keep none. */
final class Trace {
  private final boolean kept;
  private final List<String> events = new ArrayList<>();

  Trace(boolean kept) {
    this.kept = kept;
  }

  void note(Supplier<String> event) {
    if (kept) {
      events.add(event.get());
    }
  }

  List<String> events() {
    return List.copyOf(events);
  }
}

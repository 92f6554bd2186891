package io.ec2cluster.testing;

import io.ec2cluster.spi.Presence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** Remembers what a node tells of its own life. Safe for use by several threads. */
public final class FakePresence implements Presence {
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  /** One that has been told nothing. */
  public FakePresence() {}

  @Override
  public void working() {
    told.add("working");
  }

  @Override
  public void startingEngine() {
    told.add("starting engine");
  }

  @Override
  public void engineRuns(OptionalLong pid) {
    told.add("engine runs");
  }

  @Override
  public void engineStopped() {
    told.add("engine stopped");
  }

  /** What it was told, in order, as {@code working}, {@code starting engine} and so on. */
  public List<String> told() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }
}

package io.ec2cluster.spi;

import java.util.OptionalLong;

/** A back end that needs no telling. */
enum NoPresence implements Presence {
  INSTANCE;

  @Override
  public void working() {}

  @Override
  public void startingEngine() {}

  @Override
  public void engineRuns(OptionalLong pid) {}

  @Override
  public void engineStopped() {}
}

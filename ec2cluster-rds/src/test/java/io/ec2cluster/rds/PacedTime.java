package io.ec2cluster.rds;

import io.ec2cluster.Time;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;

/** A clock that runs twenty times as fast as the real one while somebody pauses. */
record PacedTime(FakeTime fake) implements Time {
  private static final int FASTER = 20;

  @Override
  public Instant now() {
    return fake.now();
  }

  @Override
  public long nanos() {
    return fake.nanos();
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    Time.system().sleep(pause.dividedBy(FASTER));
    fake.sleep(pause);
  }
}

package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import java.util.Optional;

/** The founding record behind calls that fail; a lost answer is settled, as the store does it. */
final class SimFoundings implements Foundings {
  private final SimWorld world;
  private final SimNode node;

  SimFoundings(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public Optional<FoundingRecord> read() throws InterruptedException {
    world.point(node);
    check();
    Optional<FoundingRecord> read = world.record;
    node.sawFormed = read.filter(FoundingRecord::isFormed).isPresent();
    world.point(node);
    return read;
  }

  @Override
  public boolean create(FoundingRecord first) throws InterruptedException {
    return write(Optional.empty(), first);
  }

  @Override
  public boolean replace(FoundingRecord seen, FoundingRecord next) throws InterruptedException {
    return write(Optional.of(seen), next);
  }

  private boolean write(Optional<FoundingRecord> seen, FoundingRecord next)
      throws InterruptedException {
    world.point(node);
    check();
    boolean written = world.record.equals(seen);
    if (written) {
      world.record = Optional.of(next);
      world.say(node, "wrote " + next);
    }
    world.point(node);
    check();
    return written;
  }

  private void check() {
    if (world.fails(10)) {
      throw new EnvironmentException("the record's store does not answer");
    }
  }
}

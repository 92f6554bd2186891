package io.ec2cluster.etcd;

import java.util.Optional;

/** Where the founding record is kept. For use by one thread. */
interface Foundings {
  /**
   * The record as it stands.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be read
   */
  Optional<FoundingRecord> read() throws InterruptedException;

  /** Writes it where there is none; false where there is one by now. */
  boolean create(FoundingRecord first) throws InterruptedException;

  /** Changes it if it is still what was read; false where it is not. */
  boolean replace(FoundingRecord seen, FoundingRecord next) throws InterruptedException;
}

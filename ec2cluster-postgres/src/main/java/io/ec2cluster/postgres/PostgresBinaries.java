package io.ec2cluster.postgres;

import java.nio.file.Path;

/**
 * The programs of one PostgreSQL.
 *
 * @param folder where they are
 * @param version the major version
 * @param release the version in full, as {@code postgres -V} says it
 */
record PostgresBinaries(Path folder, int version, String release) {
  @Override
  public String toString() {
    return "PostgreSQL " + release + " of " + folder;
  }
}

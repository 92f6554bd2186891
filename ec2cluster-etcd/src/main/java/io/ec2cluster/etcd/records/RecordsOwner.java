package io.ec2cluster.etcd.records;

import java.util.Optional;

/**
 * A cluster, as it is told from others that use the same zone.
 *
 * @param cluster its name
 * @param region where its founding record is; empty where there are no regions
 */
public record RecordsOwner(String cluster, Optional<String> region) {
  @Override
  public String toString() {
    return "cluster " + cluster + region.map(where -> " in " + where).orElse("");
  }
}

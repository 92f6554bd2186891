package io.ec2cluster.rds.haproxy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What stands in the file: who serves the readers of a cluster.
 *
 * @param cluster the cluster's name
 * @param engine the engine, as RDS names it
 * @param readers the replicas, in order
 * @param master takes over while no replica answers
 * @param leftOut replicas that are being led out: whoever writes the file next keeps them out
 */
public record Proxy(
    String cluster,
    String engine,
    List<Server> readers,
    Optional<Server> master,
    Set<String> leftOut) {
  /** HAProxy's own rule for the names of proxies and servers (configuration manual, 2.2 and 4). */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})");

  /** Copies; refuses names that HAProxy does not take. */
  public Proxy {
    readers = List.copyOf(readers);
    leftOut = new TreeSet<>(leftOut);
    if (!NAME.matcher(cluster).matches()) {
      throw new UsageException(
          "the name of the cluster cannot be HAProxy's: expected letters, digits, '_', '-', '.' and ':'. Give the cluster another name, or leave its 'haproxy' out");
    }
  }

  /** Where an instance answers. */
  public record Server(String id, String host, int port) {
    /** Refuses what would be more than a word of the file. */
    public Server {
      if (!NAME.matcher(id).matches() || !HOST.matcher(host).matches()) {
        throw new EnvironmentException(
            "RDS's description of an instance holds an id or an endpoint that is no host name. Check AWS_ENDPOINT_URL; the HAProxy file was not changed");
      }
    }
  }
}

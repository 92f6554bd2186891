package io.ec2cluster.testing.standin;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * moto: a server that imitates the APIs of AWS, for EC2, Auto Scaling, load balancers, RDS and IAM
 * (not for Route 53's conditions, which it does not keep). Tests get the one server of their run
 * through {@link MotoExtension}.
 *
 * <p>It comes from a container where a Docker engine answers, else from {@code moto_server} on the
 * PATH, else from a virtual environment made in the user's cache folder. The system property {@code
 * ec2cluster.test.moto} or the environment variable {@code EC2CLUSTER_TEST_MOTO} ({@code
 * container}, {@code path} or {@code venv}) forces a way.
 */
public final class MotoServer implements AutoCloseable {
  /** The version that the tests were written against. */
  static final String VERSION = "5.2.1";

  /** An image that it has in every region; asking for all of them costs it seconds. */
  public static final String IMAGE = "ami-12c6146b";

  private static final String FORCED = "EC2CLUSTER_TEST_MOTO";

  private final URI endpoint;
  private final Runnable stop;

  MotoServer(URI endpoint, Runnable stop) {
    this.endpoint = endpoint;
    this.stop = stop;
  }

  /**
   * Starts one.
   *
   * @throws IllegalStateException if no way works; says why each failed and what to install
   */
  public static MotoServer start() {
    return start(
        Optional.ofNullable(System.getProperty("ec2cluster.test.moto"))
            .or(() -> Optional.ofNullable(System.getenv(FORCED)))
            .filter(way -> !way.isBlank()));
  }

  /**
   * Starts one by one way only.
   *
   * @param forced {@code container}, {@code path} or {@code venv}; empty tries them in this order
   * @throws IllegalStateException if no way works, or there is no such way
   */
  public static MotoServer start(Optional<String> forced) {
    List<String> reasons = new ArrayList<>();
    for (MotoWay way : forced.map(MotoWay::named).map(List::of).orElse(MotoWay.ALL)) {
      try {
        return way.start();
      } catch (MotoUnavailable e) {
        reasons.add(way.label() + ": " + e.getMessage());
      }
    }
    throw new IllegalStateException(
        "no moto server ("
            + String.join("; ", reasons)
            + "). Install a Docker engine, or moto (pip install 'moto[server]=="
            + VERSION
            + "'), or Python 3 with its venv module and a package index");
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** What a process or a client needs in its environment to use it: endpoint, keys, region. */
  public Map<String, String> environment(String region) {
    return Map.of(
        "AWS_ENDPOINT_URL",
        endpoint.toString(),
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        "testing",
        "AWS_REGION",
        region);
  }

  /** Stops the server. */
  @Override
  public void close() {
    stop.run();
  }
}

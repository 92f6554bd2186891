package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.LoadBalancerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract with a real HAProxy; one instance has two ports, and a weight of its own. */
class HaproxyContractIT extends LoadBalancerContract {
  private static final String SELF = "127.0.0.12";
  private static final String OTHER = "127.0.0.13";

  private final List<AutoCloseable> started = new ArrayList<>();
  private Optional<RealHaproxy> haproxy = Optional.empty();
  private Optional<LoadBalancer> balancer = Optional.empty();

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    String check = "check inter 100ms rise 1 fall 1";
    String servers =
        server("web2-admin", SELF, check + " weight 7")
            + server("web2", SELF, check)
            + server("web3", OTHER, "")
            + server("web4", "127.0.0.14", check);
    RealHaproxy real =
        RealHaproxy.start(
            folder, "backend web\n" + servers + "backend other\n    server x 127.0.0.1:1\n");
    started.add(real);
    real.ask("set server web/web2-admin weight 3");
    haproxy = Optional.of(real);
    balancer = Optional.of(backend("web", SELF));
  }

  private LoadBalancer backend(String name, String address) {
    return new HaproxyBackend(
        haproxy.orElseThrow().id(name), OwnServers.at(List.of("10.9.9.9", address)), Time.system());
  }

  private String server(String name, String address, String options) throws IOException {
    HttpBackEnd backEnd = HttpBackEnd.start(name, address);
    started.add(0, backEnd);
    return backEnd.line(options);
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @Override
  protected LoadBalancer balancer() {
    return balancer.orElseThrow();
  }

  @Override
  protected LoadBalancer asAnotherSees() {
    return backend("web", OTHER);
  }

  @Override
  protected LoadBalancer unknown() {
    return backend("wbe", SELF);
  }

  @Override
  protected String goneForGood() {
    return "web9";
  }
}

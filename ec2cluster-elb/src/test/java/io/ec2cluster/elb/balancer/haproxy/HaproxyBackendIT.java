package io.ec2cluster.elb.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real HAProxy makes of what is ordered, with real back ends. */
class HaproxyBackendIT {
  private final List<AutoCloseable> started = new ArrayList<>();
  private final int door = LoopbackPorts.free();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @Test
  void aDrainedServerEndsWhatItHasAndGetsNothingNew(@TempDir Path folder) throws Exception {
    HttpBackEnd first = backEnd("web1");
    HttpBackEnd second = backEnd("web2");
    RealHaproxy haproxy = start(folder, web(first.line(""), second.line("")));
    LoadBalancer balancer = named(haproxy, "web", "web1");
    List<CompletableFuture<String>> slow = List.of(get("/slow"), get("/slow"));
    await(() -> connections(balancer) == 1);
    List<Membership> memberships = own(balancer);

    balancer.deregister(memberships);

    assertThat(state(balancer)).isEqualTo(State.DRAINING);
    for (int i = 0; i < 20; i++) {
      assertThat(answer(get("/"))).isEqualTo("web2");
    }
    assertThat(connections(balancer)).isEqualTo(1);
    first.letGo();
    second.letGo();
    assertThat(List.of(answer(slow.get(0)), answer(slow.get(1))))
        .containsExactlyInAnyOrder("web1", "web2");
    await(() -> connections(balancer) == 0);
    balancer.register(memberships);
    await(() -> answer(get("/")).equals("web1"));
  }

  @Test
  void aRestartUnderLoadFailsNoRequest(@TempDir Path folder) throws Exception {
    HttpBackEnd first = backEnd("web1");
    HttpBackEnd second = backEnd("web2");
    HttpBackEnd third = backEnd("web3");
    RealHaproxy haproxy = start(folder, web(first.line(""), second.line(""), third.line("")));
    LoadBalancer balancer = named(haproxy, "web", "web1");
    Load load = new Load(client, door);
    started.add(load);
    await(() -> load.answers() > 100);

    balancer.deregister(own(balancer));
    await(() -> connections(balancer) == 0);
    first.close();

    long stopped = load.answers();
    await(() -> load.answers() > stopped + 200);
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void aWeightSetByHandIsKeptAndPutBack(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "weight 10", "", ""));
    LoadBalancer balancer = named(haproxy, "web", "s1");
    haproxy.ask("set server web/s1 weight 4");
    List<Membership> before = own(balancer);

    balancer.deregister(before);
    List<Membership> out = own(balancer);
    haproxy.ask("set server web/s1 weight 10");
    balancer.register(before);

    assertThat(before.get(0).detail()).contains("ready, weight 4");
    assertThat(out.get(0).detail()).contains("drain, weight 4");
    assertThat(own(balancer)).isEqualTo(before);
    assertThat(haproxy.ask("get weight web/s1")).startsWith("4 (initial 10)");
  }

  @Test
  void whatSomebodyElseOrderedStaysAndIsPutBack(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", "disabled"));
    haproxy.ask("set server web/s1 state maint");
    haproxy.ask("set server web/s2 state drain");
    for (String server : List.of("s1", "s2", "s3")) {
      LoadBalancer balancer = named(haproxy, "web", server);
      List<Target> before = balancer.targets();

      balancer.deregister(own(balancer));
      assertThat(balancer.targets()).isEqualTo(before);
      haproxy.ask("set server web/" + server + " state ready");
      assertThat(state(balancer)).isEqualTo(State.IN_SERVICE);
      balancer.register(
          before.stream()
              .filter(target -> target.instance().equals(server))
              .map(Target::membership)
              .toList());

      assertThat(own(balancer).get(0).detail().orElseThrow())
          .startsWith(server.equals("s2") ? "drain" : "maint");
    }
  }

  @Test
  void anAnswerOfHaproxySaysWhoGetsRequests(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy =
        start(
            folder,
            """
            resolvers none
                nameserver n 127.0.0.1:1
            backend web
                server plain 127.0.0.1:1
                server zero 127.0.0.1:1 weight 0
                server off 127.0.0.1:1 check disabled
                server dead 127.0.0.1:1 check inter 50ms fall 1
                server follows 127.0.0.1:1 track web/off
                server-template slot 2 nobody.invalid:80 resolvers none init-addr none
            """);
    LoadBalancer balancer = named(haproxy, "web", "plain");
    await(() -> words(balancer, "dead").startsWith("DOWN"));

    assertThat(balancer.targets())
        .extracting(target -> target.instance() + " " + target.state().word())
        .containsExactlyInAnyOrder(
            "plain in service",
            "zero draining",
            "off out of service",
            "dead out of service",
            "follows out of service");
    assertThat(words(balancer, "plain")).isEqualTo("no check");
    assertThat(words(balancer, "zero")).isEqualTo("no check, weight 0");
    assertThat(words(balancer, "dead")).isEqualTo("DOWN, L4CON");
    assertThat(words(balancer, "follows")).isEqualTo("MAINT (via web/off)");
  }

  @Test
  void serversAndBackupsAreTwoFleets(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", "backup"));

    assertThat(named(haproxy, "web", "s1").targets())
        .extracting(Target::instance)
        .containsExactly("s1", "s2");
    assertThat(named(haproxy, "web", "s3").targets())
        .extracting(Target::instance)
        .containsExactly("s3");
    assertThat(named(haproxy, "web", "s9").targets())
        .extracting(Target::instance)
        .containsExactly("s1", "s2");
  }

  @Test
  void aReloadLosesTheDrain(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", ""));
    LoadBalancer balancer = named(haproxy, "web", "s1");
    balancer.deregister(own(balancer));

    haproxy.reload();

    assertThat(state(balancer)).isEqualTo(State.IN_SERVICE);
  }

  @Test
  void whatIsNotThereIsToldWithWhatComesNear(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", "") + silent("static", ""));
    LoadBalancer noBackend = named(haproxy, "wbe", "s1");
    LoadBalancer noServer = named(haproxy, "web", "s11");
    LoadBalancer noAddress =
        new HaproxyBackend(haproxy.id("web"), OwnServers.at(List.of("10.1.2.3")), Time.system());

    assertThatThrownBy(noBackend::targets)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no backend 'wbe'")
        .hasMessageContaining("static, web; did you mean 'web'?");
    assertThat(noServer.targets()).hasSize(3);
    assertThatThrownBy(noServer::usual)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no server named s11")
        .hasMessageContaining("did you mean 's1'?");
    assertThat(noAddress.self()).isEqualTo("10.1.2.3");
    assertThatThrownBy(noAddress::usual)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no server at 10.1.2.3");
  }

  @Test
  void noOrderIsGivenForAServerOfSomebodyElse(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", ""));
    LoadBalancer balancer = named(haproxy, "web", "s1");
    List<Target> before = balancer.targets();

    assertThatThrownBy(() -> balancer.deregister(List.of(Membership.of("s2"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'s2' is not one of this instance's");
    assertThatThrownBy(
            () ->
                balancer.register(
                    List.of(new Membership("s1", OptionalInt.empty(), Optional.of("up")))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected a server with ready, drain or maint");
    assertThat(balancer.targets()).isEqualTo(before);
  }

  @Test
  void twoAddressesOfOneInstanceAreRefused(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy =
        start(
            folder,
            "backend web\n    server a 127.0.0.2:1\n    server b 127.0.0.3:1\n    server c [::1]:1\n");
    LoadBalancer both =
        new HaproxyBackend(
            haproxy.id("web"), OwnServers.at(List.of("127.0.0.2", "127.0.0.3")), Time.system());
    LoadBalancer six =
        new HaproxyBackend(
            haproxy.id("web"), OwnServers.at(List.of("0:0:0:0:0:0:0:1")), Time.system());

    assertThatThrownBy(both::targets)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("[a, b]");
    assertThat(six.self()).isEqualTo("c");
  }

  @Test
  void aSocketWithoutTheRightIsToldWithTheRemedy(@TempDir Path folder) throws Exception {
    RealHaproxy haproxy = start(folder, silent("web", "", "", ""));
    LoadBalancer balancer =
        new HaproxyBackend(
            haproxy.id("web", folder.resolve("operator").toString()),
            OwnServers.named("s1"),
            Time.system());

    assertThat(balancer.targets()).hasSize(3);
    assertThatThrownBy(() -> balancer.deregister(own(balancer)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Permission denied")
        .hasMessageContaining("level admin");
  }

  @Test
  void theSocketMayBeAPort(@TempDir Path folder) throws Exception {
    int port = LoopbackPorts.free();
    RealHaproxy haproxy =
        start(
            folder,
            "global\n    stats socket ipv4@127.0.0.1:%d level admin%n".formatted(port)
                + silent("web", "", "", ""));
    LoadBalancer balancer =
        new HaproxyBackend(
            haproxy.id("web", "127.0.0.1:" + port), OwnServers.named("s2"), Time.system());

    balancer.deregister(own(balancer));

    assertThat(state(balancer)).isEqualTo(State.DRAINING);
  }

  private RealHaproxy start(Path folder, String configuration)
      throws IOException, InterruptedException {
    RealHaproxy haproxy = RealHaproxy.start(folder, configuration);
    started.add(haproxy);
    return haproxy;
  }

  private HttpBackEnd backEnd(String name) throws IOException {
    HttpBackEnd backEnd = HttpBackEnd.start(name, "127.0.0.1");
    started.add(0, backEnd);
    return backEnd;
  }

  private String web(String... servers) {
    return "frontend door\n    bind 127.0.0.1:"
        + door
        + "\n    default_backend web\nbackend web\n"
        + String.join("", servers);
  }

  /** A backend of servers s1, s2, … that are asked nothing. */
  private static String silent(String backend, String... options) {
    StringBuilder lines = new StringBuilder("backend " + backend + "\n");
    for (int i = 0; i < options.length; i++) {
      lines.append("    server s%d 127.0.0.1:1 %s%n".formatted(i + 1, options[i]));
    }
    return lines.toString();
  }

  private static LoadBalancer named(RealHaproxy haproxy, String backend, String server) {
    return new HaproxyBackend(haproxy.id(backend), OwnServers.named(server), Time.system());
  }

  private static List<Membership> own(LoadBalancer balancer) throws InterruptedException {
    return balancer.targets().stream()
        .filter(target -> target.instance().equals(balancer.self()))
        .map(Target::membership)
        .toList();
  }

  private static State state(LoadBalancer balancer) throws InterruptedException {
    return target(balancer, balancer.self()).state();
  }

  private static Target target(LoadBalancer balancer, String instance) throws InterruptedException {
    return balancer.targets().stream()
        .filter(target -> target.instance().equals(instance))
        .findFirst()
        .orElseThrow();
  }

  private static String words(LoadBalancer balancer, String instance) {
    return Interruptible.ask(() -> target(balancer, instance).words());
  }

  private static long connections(LoadBalancer balancer) {
    return Interruptible.ask(() -> balancer.connections().orElseThrow());
  }

  private CompletableFuture<String> get(String path) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private static String answer(CompletableFuture<String> request) {
    return Interruptible.ask(
        () -> {
          try {
            return request.get(20, TimeUnit.SECONDS);
          } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int looks = 0; looks < 400; looks++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Time.system().sleep(Duration.ofMillis(50));
    }
    throw new AssertionError("waited 20 s");
  }
}

package io.ec2cluster.elb;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.restart.Intent;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.RunnableProgram;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code doctor} looks at for restarts of this node. */
final class ElbInspections {
  private static final String BALANCERS = "load balancers";
  private static final String COORDINATION = "coordination";
  private static final String SUPERVISOR = "supervisor";
  private static final String EVERY_SERVICE = "ALL";

  private final OperationContext context;
  private final Surroundings surroundings;
  private final ElbSettings settings;
  private final Machine machine;

  ElbInspections(OperationContext context, Machine machine) {
    this.context = context;
    this.surroundings = new Surroundings(context, false);
    this.settings = surroundings.settings();
    this.machine = machine;
  }

  List<Inspection> all() {
    List<Inspection> all = new ArrayList<>();
    all.add(balancersInspection());
    if (context.settings().cloud() == ClusterSettings.CloudKind.AWS) {
      all.add(
          new Inspection(
              "fleet",
              "check elb.fleet-tags and the permissions to read the fleet (docs/iam/elb.json)",
              this::fleet));
    }
    if (settings.autoScaling() == ElbSettings.AutoScaling.STANDBY) {
      all.add(new Inspection("standby", "check elb.auto-scaling, and the group", this::standby));
    }
    all.add(
        Inspection.of(
            "earlier restart",
            "look at the record that it names",
            this::knownPosts,
            BALANCERS + " and " + COORDINATION,
            posts -> () -> earlier(posts)));
    all.add(new Inspection("flag file", "let this user search that folder", this::flag));
    all.add(
        new Inspection(
            "service manager", "start it, or set elb.service-manager", this::serviceManager));
    settings.health().stream()
        .findFirst()
        .ifPresent(
            program ->
                all.add(
                    new Inspection(
                        "program health",
                        "",
                        () ->
                            RunnableProgram.look("elb.health", context.render(program), machine))));
    all.add(
        Inspection.ofWrites(
            "elasticloadbalancing:Deregister… and Register…, with elb.auto-scaling: standby autoscaling:EnterStandby and ExitStandby, of docs/iam/elb.json"));
    return all;
  }

  /** Where none is configured, what an earlier restart has left says where this instance was. */
  private Inspection balancersInspection() {
    String fix = "check elb.load-balancers and the permissions to read them (docs/iam/elb.json)";
    return settings.loadBalancers().isEmpty()
        ? Inspection.of(BALANCERS, fix, this::hasIntent, COORDINATION, known -> this::balancers)
        : new Inspection(BALANCERS, fix, this::balancers);
  }

  private boolean hasIntent() {
    return surroundings.intents().isThere();
  }

  private List<Post> knownPosts() {
    boolean unused = hasIntent();
    return Interruptible.ask(surroundings::knownPosts);
  }

  private Finding balancers() throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (LoadBalancer balancer : surroundings.balancers()) {
      // What 'register' would ask for: HAProxy may have no server of this node.
      List<Membership> unused = balancer.usual();
      List<Target> targets = balancer.targets();
      String self = balancer.self();
      String own =
          targets.stream()
              .filter(target -> target.instance().equals(self))
              .map(target -> target.state().word())
              .distinct()
              .collect(Collectors.joining(", "));
      found.add(
          "%s with %d targets, this instance %s"
              .formatted(balancer.id(), targets.size(), own.isEmpty() ? "not among them" : own));
    }
    return Finding.ok(String.join("; ", found));
  }

  private Finding fleet() throws InterruptedException {
    long atLeast = surroundings.fleet();
    return Finding.ok(
        atLeast == 0
            ? "neither an Auto Scaling group nor tags tell its size: the load balancers alone do"
            : atLeast + " instances by its Auto Scaling group or tags");
  }

  private Finding standby() throws InterruptedException {
    return Finding.ok(
        surroundings
            .standbyGroup()
            .map(group -> "in the Auto Scaling group " + group)
            .orElse("in service in no Auto Scaling group: a restart puts it into no standby"));
  }

  /** By the ledgers; by what is to be put back where they say nothing. */
  private Finding earlier(List<Post> posts) {
    List<String> unfinished = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (Post post : posts) {
      LoadBalancer balancer = post.balancer();
      Optional<Entry> own = post.book().read().ledger().find(balancer.self());
      own.ifPresent(
          entry ->
              (entry.state() == Entry.State.KEPT_OUT ? kept : unfinished)
                  .add(
                      "%s %s since %s"
                          .formatted(
                              balancer.id(),
                              Count.word(entry),
                              Instant.ofEpochSecond(entry.since()))));
    }
    Intent intent = surroundings.intents().read();
    if (unfinished.isEmpty() && kept.isEmpty() && !intent.equals(Intent.NOTHING)) {
      unfinished.add("what is to be put back is noted of " + noted(intent));
    }
    if (!unfinished.isEmpty()) {
      return Finding.warning(
          String.join("; ", unfinished) + ": a restart is at work, or one has ended early",
          "if none is at work here, run 'ec2cluster elb repair'");
    }
    return kept.isEmpty()
        ? Finding.ok("nothing is left of one")
        : Finding.warning(
            String.join("; ", kept), "when it is to serve again, run 'ec2cluster elb register'");
  }

  private static String noted(Intent intent) {
    List<String> all = new ArrayList<>();
    intent.memberships().keySet().forEach(id -> all.add(id.toString()));
    intent.standby().ifPresent(group -> all.add("the standby in " + group));
    return String.join(", ", all);
  }

  private Finding flag() {
    Optional<Path> there = surroundings.flag().find();
    return there.isPresent()
        ? Finding.warning(
            there.get() + " is there: nothing is restarted here, and nothing registered",
            "remove it once this instance may be touched again")
        : Finding.ok("none of " + surroundings.flag().files() + " is there");
  }

  private Finding serviceManager() throws InterruptedException {
    String name = surroundings.service().name();
    if (name.equals(SUPERVISOR)) {
      surroundings.service().require(EVERY_SERVICE);
      return Finding.ok(name + " answers");
    }
    if (settings.serviceManager().equals(List.of("systemd"))) {
      return machine.systemdRuns()
          ? Finding.ok("systemd runs; which unit is restarted, the command says")
          : Finding.problem("systemd does not run here", "set elb.service-manager");
    }
    return name.equals("systemd")
        ? Finding.notChecked(String.join(" ", settings.serviceManager()))
        : RunnableProgram.look("elb.service-manager", name, machine);
  }
}

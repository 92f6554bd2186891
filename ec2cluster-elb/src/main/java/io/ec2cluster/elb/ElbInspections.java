package io.ec2cluster.elb;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.spi.OperationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} looks at for restarts of this node. */
final class ElbInspections {
  private static final String SUPERVISOR = "supervisor";
  private static final String EVERY_SERVICE = "ALL";

  private final Surroundings surroundings;

  ElbInspections(OperationContext context) {
    this.surroundings = new Surroundings(context, false);
  }

  List<Inspection> all() {
    return List.of(
        new Inspection(
            "load balancers",
            "check elb.load-balancers and the permissions to read them (docs/iam/elb.json)",
            this::balancers),
        new Inspection(
            "service manager", "start it, or set elb.service-manager", this::serviceManager),
        Inspection.ofWrites(
            "elasticloadbalancing:Deregister… and Register…, with elb.auto-scaling: standby autoscaling:EnterStandby and ExitStandby, of docs/iam/elb.json"));
  }

  private Finding balancers() throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (Post post : surroundings.posts(Optional.empty())) {
      found.add(post.balancer().id() + " with " + post.balancer().targets().size() + " targets");
    }
    return Finding.ok(String.join(", ", found));
  }

  private Finding serviceManager() throws InterruptedException {
    String name = surroundings.service().name();
    if (!name.equals(SUPERVISOR)) {
      return Finding.notChecked(name + ": which service is restarted, the command says");
    }
    surroundings.service().require(EVERY_SERVICE);
    return Finding.ok(name + " answers");
  }
}

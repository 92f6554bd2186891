package io.ec2cluster.postgres;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.BootGuard;
import io.ec2cluster.spi.Step;

/** Keeps the init system from starting the server without the role record. */
final class BootStart {
  private final Server server;

  BootStart(Server server) {
    this.server = server;
  }

  Step step() {
    return guard().step();
  }

  /** What {@code doctor} looks at. */
  Inspection inspection() {
    Inspection guarded = guard().inspection();
    return server
        .layout()
        .debian()
        .filter(DebianCluster::isStartedByHand)
        .map(
            cluster ->
                new Inspection(
                    guarded.subject(),
                    "",
                    () -> Finding.ok(cluster.startConf() + " keeps it from starting at boot")))
        .orElse(guarded);
  }

  private BootGuard guard() {
    return new BootGuard(
        server.context(),
        server.machine(),
        PostgresEngine.ID,
        server.layout().debian().map(DebianCluster::unit),
        advice());
  }

  private String advice() {
    return server
        .layout()
        .debian()
        .map(
            cluster ->
                "put 'manual' into "
                    + cluster.startConf()
                    + ", so that only 'ec2cluster init' starts the server")
        .orElse(
            "nothing but 'ec2cluster init' should start the server of "
                + server.layout().dataDirectory()
                + "; switch off what starts it at boot");
  }
}

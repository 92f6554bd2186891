package io.ec2cluster.redis;

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
    return guard().inspection();
  }

  private BootGuard guard() {
    return new BootGuard(
            server.context(),
            server.machine(),
            RedisEngine.ID,
            server.layout().unit(),
            "nothing but 'ec2cluster init' should start the server of "
                + server.layout().directory()
                + "; switch off what starts it at boot")
        .removing(server.stopRecord());
  }
}

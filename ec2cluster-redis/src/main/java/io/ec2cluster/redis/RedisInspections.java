package io.ec2cluster.redis;

import com.google.common.base.Suppliers;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.doctor.DiskSpace;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.ListeningPort;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.OperationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What {@code doctor} looks at for the server of this node. */
final class RedisInspections {
  private static final String PROGRAM = "program";

  /** For a server that holds little; one that saves its memory needs as much as that. */
  private static final DataSize NEEDED = DataSize.parse("64MiB");

  private final OperationContext context;
  private final Machine machine;
  private final Supplier<Server> server;

  RedisInspections(OperationContext context, Machine machine) {
    RedisSettings settings = context.settings(RedisSettings.class);
    this.context = context;
    this.machine = machine;
    this.server = Suppliers.memoize(() -> RedisNode.server(context, settings, machine));
  }

  List<Inspection> all() {
    List<Inspection> all = new ArrayList<>(ofServer());
    if (context.settings(RedisSettings.class).tls()) {
      all.add(
          Inspection.of(
              "certificates",
              "name good files in redis.tls-ca-file, tls-cert-file and tls-key-file",
              server,
              PROGRAM,
              here ->
                  new TlsInspection(new Tls(here.settings(), here.conf()), context.time().now())
                      ::look));
    }
    return List.copyOf(all);
  }

  private List<Inspection> ofServer() {
    return List.of(
        new Inspection(
            PROGRAM, "install Redis 6.2 or newer, or Valkey, or set redis.program", this::program),
        Inspection.of("data", "see what the message says", server, PROGRAM, here -> this::data),
        Inspection.of("space for data", "", server, PROGRAM, RedisInspections::space),
        Inspection.of("port", "", server, PROGRAM, RedisInspections::port),
        Inspection.of(
            "start at boot",
            "run 'ec2cluster init', which writes the guard",
            server,
            PROGRAM,
            here -> new BootStart(here).inspection().look()));
  }

  private Finding program() throws InterruptedException {
    RedisLayout layout = server.get().layout();
    ServerProgram program =
        new ProgramSearch(machine, context.commands(), layout.user()).of(layout.program());
    return Finding.ok(program + ", run as user '" + layout.user() + "'");
  }

  private Finding data() {
    return Finding.ok(
        new RedisNode(context, context.settings(RedisSettings.class), machine)
            .data()
            .description());
  }

  private static Inspection.Look space(Server server) {
    return DiskSpace.inspection("", server.layout().directory(), NEEDED).look();
  }

  private static Inspection.Look port(Server server) {
    return ListeningPort.inspection(
            "", "redis.port", () -> server.layout().port(), () -> server.processes().all())
        .look();
  }
}

package io.ec2cluster.postgres;

import com.google.common.base.Suppliers;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.doctor.DiskSpace;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.ListeningPort;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.OperationContext;
import java.util.List;
import java.util.function.Supplier;

/** What {@code doctor} looks at for the server of this node. */
final class PostgresInspections {
  private static final String PROGRAMS = "programs";

  /** A segment of WAL has 16 MiB, and a checkpoint keeps some of them. */
  private static final DataSize NEEDED = DataSize.parse("256MiB");

  private final OperationContext context;
  private final Machine machine;
  private final Supplier<Server> server;

  PostgresInspections(OperationContext context, Machine machine) {
    PostgresSettings settings = context.settings(PostgresSettings.class);
    this.context = context;
    this.machine = machine;
    this.server = Suppliers.memoize(() -> PostgresNode.server(context, settings, machine));
  }

  List<Inspection> all() {
    return List.of(
        new Inspection(
            PROGRAMS,
            "install PostgreSQL 11 or newer, or set postgres.bin-directory",
            this::programs),
        Inspection.of(
            "data",
            "set postgres.data-directory, or see what the message says",
            server,
            PROGRAMS,
            here -> this::data),
        Inspection.of("space for data", "", server, PROGRAMS, PostgresInspections::space),
        Inspection.of("port", "", server, PROGRAMS, PostgresInspections::port),
        Inspection.of(
            "start at boot",
            "run 'ec2cluster init', which writes the guard",
            server,
            PROGRAMS,
            here -> new BootStart(here).inspection().look()));
  }

  private Finding programs() throws InterruptedException {
    PostgresLayout layout = server.get().layout();
    PostgresBinaries binaries =
        new BinarySearch(machine, context.commands(), layout.user()).of(layout.binDirectory());
    return Finding.ok(binaries + ", run as user '" + layout.user() + "'");
  }

  private Finding data() {
    return Finding.ok(
        new PostgresNode(context, context.settings(PostgresSettings.class), machine)
            .data()
            .description());
  }

  private static Inspection.Look space(Server server) {
    return DiskSpace.inspection("", server.layout().dataDirectory(), NEEDED).look();
  }

  private static Inspection.Look port(Server server) {
    return ListeningPort.inspection(
            "", "postgres.port", () -> server.layout().port(), () -> server.processes().all())
        .look();
  }
}

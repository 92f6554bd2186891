package io.ec2cluster.internal.doctor;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.doctor.DiskSpace;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.WritableFolder;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.host.RunnableProgram;
import io.ec2cluster.internal.role.RoleLeases;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What core itself needs, for the sake of some engines: examined like one of them. */
public final class CoreNeeds implements EngineModule {
  private static final DataSize STATE_NEEDED = DataSize.parse("16MiB");
  private static final String REMOTE = "remote";
  private static final RecordKey ANY_RECORD = RecordKey.of("doctor");

  private final List<EngineModule> engines;
  private final Machine machine;

  /** For these engines, on this machine. */
  public CoreNeeds(List<EngineModule> engines) {
    this(engines, Machine.current());
  }

  CoreNeeds(List<EngineModule> engines, Machine machine) {
    this.engines = List.copyOf(engines);
    this.machine = machine;
  }

  @Override
  public String id() {
    return "core";
  }

  @Override
  public String summary() {
    return "what every engine needs";
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    List<Inspection> all = new ArrayList<>();
    Supplier<InstanceMetadata> metadata = () -> context.cloud().metadata();
    all.add(
        new Inspection(
            "metadata",
            "on an instance check that IMDSv2 is enabled; elsewhere give --metadata FILE",
            () -> metadata(metadata)));
    if (isAnyOfANode()) {
      all.add(
          new Inspection(
              "cluster name",
              "set 'cluster' in the configuration, or --cluster",
              () -> Finding.ok(context.cluster())));
    }
    all.addAll(context.cloud().inspections());
    if (engines.stream().anyMatch(RoleEngine.class::isInstance)) {
      all.add(
          new Inspection(
              "zone and role record",
              "check dns.zone-id or dns.zone, dns.primary-name, and the permissions to read the zone",
              () -> zone(context)));
      if (context.settings().dns().replicaName().isPresent()) {
        all.add(
            new Inspection(
                PoolCheckUnits.OPERATION,
                "",
                new PoolCheckUnits(machine, context.settings().agent())::look));
      }
    }
    if (coordinates(context)) {
      all.add(
          new Inspection(
              "coordination",
              "make the table by 'ec2cluster coordination create', or check 'coordination' in the configuration",
              () -> coordination(context)));
    }
    if (OtherNode.isReachable(context.settings())) {
      all.add(new Inspection(REMOTE, "correct 'remote'", () -> remote(context)));
    }
    all.add(WritableFolder.inspection("state directory", context.stateDirectory(), "state-dir"));
    all.add(DiskSpace.inspection("space for state", context.stateDirectory(), STATE_NEEDED));
    return all;
  }

  /** Whether any of them works on a node, and not from wherever it is called. */
  private boolean isAnyOfANode() {
    return engines.isEmpty()
        || engines.stream()
            .anyMatch(
                engine ->
                    engine instanceof RoleEngine || engine.worksOnNode() || engine.coordinates());
  }

  private boolean coordinates(OperationContext context) {
    return engines.stream().anyMatch(EngineModule::coordinates)
        || context.settings().coordination().provider().isPresent();
  }

  private Finding metadata(Supplier<InstanceMetadata> source) {
    InstanceMetadata metadata;
    try {
      metadata = source.get();
    } catch (Ec2ClusterException unreachable) {
      if (isAnyOfANode()) {
        throw unreachable;
      }
      return Finding.notChecked("not needed here, and not found: " + unreachable.getMessage());
    }
    String found =
        metadata.instanceId()
            + metadata.region().map(region -> " in " + region).orElse("")
            + metadata.localIpv4().map(address -> ", " + address).orElse(", without local-ipv4");
    return metadata.notes().isEmpty()
        ? Finding.ok(found)
        : Finding.warning(
            found + "; " + String.join("; ", metadata.notes()), "correct the user data");
  }

  private static Finding zone(OperationContext context) {
    RoleView view = RoleLeases.of(context).view();
    Optional<RoleRecord> record = view.record();
    return Finding.ok(
        "%s can be read; %s: %s"
            .formatted(
                context.cloud().zone().id(),
                context.names().record(),
                record.map(CoreNeeds::described).orElse("no record yet")));
  }

  private static String described(RoleRecord record) {
    return "%s, %s, epoch %d".formatted(record.owner(), record.state().label(), record.epoch());
  }

  private static Finding coordination(OperationContext context) {
    RecordTable table = context.cloud().records();
    boolean unused = table.read(ANY_RECORD).isPresent();
    return Finding.ok(table.id() + " can be read");
  }

  /**
   * Nothing is run on another node: only a command that is given there tells whether it is let in.
   */
  private Finding remote(OperationContext context) {
    List<String> vector = context.settings().remote();
    String there = "; there '" + String.join(" ", context.settings().remoteProgram()) + "' is run";
    if (OtherNode.isByBackEnd(context)) {
      return Finding.ok(vector.get(0) + ", a service of " + context.cloud().id() + there);
    }
    Finding program = RunnableProgram.look(REMOTE, vector.get(0), machine);
    return program.verdict() == Finding.Verdict.OK
        ? Finding.ok(
            "%s; %s, whether other nodes let it in is not tried%s"
                .formatted(String.join(" ", vector), program.found(), there))
        : program;
  }
}

package io.ec2cluster.etcd;

import io.ec2cluster.config.DataSize;
import io.ec2cluster.doctor.DiskSpace;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.ListeningPort;
import io.ec2cluster.doctor.WritableFolder;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.snapshot.SnapshotTool;
import io.ec2cluster.etcd.tls.TlsContext;
import io.ec2cluster.etcd.tls.TlsSettings;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code doctor} looks at for etcd on this node. */
final class EtcdInspections {
  /** etcd keeps five files of its log of 64 MB, and snapshots beside them. */
  private static final DataSize NEEDED = DataSize.parse("512MiB");

  /** What {@code systemctl enable} of the package's unit makes. */
  private static final String ENABLED = "/etc/systemd/system/multi-user.target.wants/etcd.service";

  private final OperationContext context;
  private final Surroundings surroundings;
  private final EtcdSettings settings;
  private final Machine machine;

  EtcdInspections(OperationContext context, Machine machine) {
    this.context = context;
    this.surroundings = new Surroundings(context);
    this.settings = surroundings.settings();
    this.machine = machine;
  }

  List<Inspection> all() {
    List<Inspection> all = new ArrayList<>();
    all.add(program("binary", settings.binary()));
    settings.previousBinary().ifPresent(previous -> all.add(program("previous-binary", previous)));
    if (settings.snapshots().isPresent()) {
      all.add(new Inspection("snapshot tool", "install it, or set etcd.snapshot-tool", this::tool));
    }
    Path data = settings.dataDirectory();
    all.add(WritableFolder.inspection("data directory", data, "etcd.data-directory"));
    all.add(DiskSpace.inspection("space for data", data, NEEDED));
    all.add(port("client", settings.ports().client()));
    all.add(port("peer", settings.ports().peer()));
    all.add(port("metrics", settings.ports().metrics()));
    all.add(
        new Inspection("group", "check etcd.group and the permissions to read it", this::group));
    settings
        .tls()
        .ifPresent(
            tls ->
                all.add(
                    Inspection.of(
                        "certificates",
                        "put good files where etcd.tls says, readable by etcd's user",
                        surroundings::address,
                        "metadata",
                        address -> () -> certificates(tls))));
    if (settings.zone().isPresent()) {
      all.add(new Inspection("zone of records", "check etcd.zone", this::zone));
    }
    all.add(new Inspection("start at boot", "", () -> bootStart(machine)));
    return all;
  }

  private Inspection program(String key, Path program) {
    return new Inspection(
        "program " + key,
        "install etcd 3.4 or newer (Debian: apt-get install etcd-server), or set etcd." + key,
        () -> {
          Run.requireProgram(key, program);
          EtcdVersion version = EtcdVersion.ofProgram(program, context.commands());
          String found = "etcd " + version + ", " + program;
          return version
              .fault()
              .map(fault -> Finding.warning(found + ", which " + fault, "install a newer version"))
              .orElseGet(() -> Finding.ok(found));
        });
  }

  private Finding tool() {
    SnapshotTool tool =
        SnapshotTool.find(settings.snapshotTool(), settings.binary(), context.commands());
    return Finding.ok(tool.program().toString());
  }

  private Inspection port(String key, int port) {
    return ListeningPort.inspection(
        "port for " + key,
        "etcd.ports." + key,
        () -> port,
        () -> surroundings.process().id().stream().toList());
  }

  private Finding group() throws InterruptedException {
    GroupView view = surroundings.view();
    String found = "%d of %d nodes are there".formatted(view.members().size(), view.size());
    return view.isComplete()
        ? Finding.ok(found)
        : Finding.warning(found, "start the others: a cluster is founded once all are there");
  }

  /** As {@code etcd run} does before it starts anything. */
  private Finding certificates(TlsSettings tls) {
    MemberAccess.Ways unused = surroundings.memberWays();
    Set<String> endings = TlsContext.endings(tls, context.time().now());
    return endings.isEmpty()
        ? Finding.ok("certificates and keys can be used")
        : Finding.warning(
            String.join("; ", endings),
            "renew them in time: put the new ones in their place, where they are read anew");
  }

  private Finding zone() {
    List<String> said = new ArrayList<>();
    surroundings.records().ifPresent(records -> records.check(said::add));
    return said.isEmpty()
        ? Finding.ok(settings.zone().orElseThrow() + " can be read")
        : Finding.problem(String.join("; ", said), "check etcd.zone and the permission to read it");
  }

  /** The package's own etcd would be a cluster of its own, at the same ports. */
  static Finding bootStart(Machine machine) {
    Path link = machine.at(ENABLED);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      return Finding.ok("no unit etcd.service is enabled");
    }
    return machine.systemdRuns()
        ? Finding.problem(
            link + ": the package's own etcd starts at boot, a cluster of its own",
            "systemctl disable --now etcd; 'ec2cluster etcd run' starts etcd")
        : Finding.notChecked("etcd.service is enabled, and systemd does not run here");
  }
}

package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.host.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdInspectionsTest {
  @Test
  void thePackagesOwnEtcdMustNotStartAtBoot(@TempDir Path root) throws IOException {
    Machine machine = new Machine(root, List.of(), "nobody", false);
    Path wants = root.resolve("etc/systemd/system/multi-user.target.wants");

    assertThat(EtcdInspections.bootStart(machine).verdict()).isEqualTo(Verdict.OK);

    // The unit itself is not there: a link to nothing is enabled all the same.
    Files.createSymbolicLink(
        Files.createDirectories(wants).resolve("etcd.service"), Path.of("/no/etcd.service"));
    assertThat(EtcdInspections.bootStart(machine).verdict()).isEqualTo(Verdict.NOT_CHECKED);

    Files.createDirectories(root.resolve("run/systemd/system"));
    Finding finding = EtcdInspections.bootStart(machine);
    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.fix()).contains("systemctl disable --now etcd");
  }
}
